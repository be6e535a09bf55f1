import java.io.File;
import java.nio.charset.StandardCharsets;
import org.deidentifier.arx.ARXAnonymizer;
import org.deidentifier.arx.ARXConfiguration;
import org.deidentifier.arx.ARXResult;
import org.deidentifier.arx.AttributeType.Hierarchy;
import org.deidentifier.arx.Data;
import org.deidentifier.arx.criteria.KAnonymity;
import org.deidentifier.arx.metric.Metric;

/** Rounds of 5-anonymity with 5 % suppression and least loss: prints "round SECONDS LOSS". */
public class ArxDriver {
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[1]);
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            Data data = Data.create(new File(arguments[0]), StandardCharsets.UTF_8, ';');
            for (int i = 2; i < arguments.length; i++) {
                int equals = arguments[i].indexOf('=');
                File ladder = new File(arguments[i].substring(equals + 1));
                data.getDefinition().setAttributeType(
                    arguments[i].substring(0, equals),
                    Hierarchy.create(ladder, StandardCharsets.UTF_8, ';'));
            }
            ARXConfiguration configuration = ARXConfiguration.create();
            configuration.addPrivacyModel(new KAnonymity(5));
            configuration.setSuppressionLimit(0.05d);
            configuration.setQualityModel(Metric.createLossMetric());
            ARXResult result = new ARXAnonymizer().anonymize(data, configuration);
            double seconds = (System.nanoTime() - start) / 1e9;
            String loss = result.getGlobalOptimum().getHighestScore().toString();
            System.out.println("round " + seconds + " " + loss);
        }
    }
}
