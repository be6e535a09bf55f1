"""Short and pet forms of given names that are common in English and Spanish, and the names they stand for.

Before the colon stands a formal name with its spellings, after it what its bearers are called. Our own compilation from general knowledge. It serves to find more of a known person's names, so
a form too many costs little and a form too few may leave a name standing.
"""

from __future__ import annotations

from collections import defaultdict

TABLE = """
aaron: ron ronnie; abigail: abby abbie gail; abraham: abe bram; adelaide adeline adela: addie della;
agnes: aggie nessie; alan allan allen: al; albert alberto: al bert bertie beto; alejandra: ale sandra jandra;
alejandro: ale alex jandro; alexander: alex al xander sandy sasha lex alec;
alexandra: alex sandra lexi sandy sasha lexie; alfred alfredo: al fred alf alfie fredo;
alice alicia: allie ali lisa; alison allison: ali allie; amanda: mandy manda; amelia: amy millie mia;
andrea: andi andie drea; andrew: andy drew; angela: angie ange; ann anne anna: annie nan nancy nannie;
anthony antonio: tony ant tonio toni; antoinette: toni netta; antonia: toni tonia; archibald: archie;
arnold: arnie; arthur: art artie; augustus august: gus augie; barbara: barb barbie babs bobbie;
bartholomew: bart; beatrice beatriz: bea trixie betty; benjamin: ben benny benji; bernadette: bernie detta;
bernard bernardo: bernie; bertha: bertie; beverly: bev; bradley: brad; bradford: brad; brandon: bran;
brenda: bren; caleb: cal; calvin: cal vin; cameron: cam; caroline carolyn carolina: carol carrie caro lynn;
cassandra: cassie sandra cass;
catherine katherine kathryn katharine catharine: cathy kathy kate katie kat kit kitty kay katy cat trina;
cecilia: cece celia cissy; charles: charlie chuck chas chaz charley; charlotte: charlie lottie char;
chester: chet; christian: chris; christina christine cristina: chris chrissy tina christy kris kristy;
christopher: chris kit topher; clarence: clare; clifford: cliff; clinton: clint; concepcion: concha conchita;
constance: connie; consuelo: chelo; cornelius: neil corny; cynthia: cindy cyn; daniel: dan danny;
danielle: dani ellie; david: dave davy davey; deborah debra: deb debbie debby; delores dolores: dee lola dolly;
dennis: denny; dominic dominick: dom nick; donald: don donnie donny; dorothy: dot dottie dolly dora;
douglas: doug dougie; edgar: ed eddie; edith: edie; eduardo: edu lalo; edward: ed eddie ted teddy ned;
edwin: ed eddie; eleanor: ellie nell nora ella;
elizabeth elisabeth: liz lizzie beth betty betsy eliza libby lisa bess elsie bessie; ellen: ellie nell;
emily: em emmy millie; emma: em emmy; enrique: quique kike; ernest ernesto: ernie neto; esther: essie hettie;
eugene: gene; evelyn: evie eve; ezekiel: zeke; felicia: fel; florence: flo flossie;
frances: fran frannie francie; francis: frank fran; francisca: paca pancha; francisco: paco pancho cisco frank;
frank franklin: frankie; frederick fredrick: fred freddie freddy rick; gabriel: gabe;
gabriella gabriela: gabby gabi ella; geoffrey jeffrey: geoff jeff; george: georgie; gerald: gerry jerry;
geraldine: gerry geri; gertrude: gertie trudy; gilbert: gil bert; gloria: glory; gordon: gord gordy;
graciela: chela; gregory: greg gregg; guadalupe: lupe lupita; guillermo: memo guille; gwendolyn: gwen wendy;
harold: harry hal; harriet: hattie; harrison: harry; harvey: harv; helen helena: nell lena nellie;
henrietta: etta hetty; henry: hank harry hal; herbert: herb bert; herman: herm; hortensia: tencha; howard: howie;
ignacio: nacho; irene: rene; isaac: ike; isabel isabella isabelle: izzy bella belle isa; jacob: jake jay;
jacqueline: jackie; james: jim jimmy jamie jem; jane: janie jenny; janet: jan; jean jeanne: jeanie;
jennifer: jen jenny jenn; jeremiah jeremy: jerry; jerome: jerry; jessica: jess jessie; jesus: chuy;
joan joanna joanne: jo joanie; john: johnny jack jon; jonathan: jon jonny nathan; jose: pepe chepe;
josefina: fina pepa; joseph: joe joey jo; josephine: jo josie; joshua: josh; joyce: joy; juan: juanito;
judith: judy judi; julia: julie jules; julian: jules; katrina: kat trina; kenneth: ken kenny; kevin: kev;
kimberly: kim kimmy; kristen kristin kristina: kris kristy; laura: laurie lori;
lawrence laurence: larry lars lorne; leonard: len lenny leo; leonardo: leo nardo; leroy: roy; leslie: les;
lester: les; lewis louis: lou louie lew; lillian: lily lil lilly; linda: lindy lyn; lorraine: lori raine;
louise: lou; lucille lucy lucia: lucy lulu lu; luis: lucho; madeline madeleine: maddie; manuel: manny manolo;
marcus: marc mark; margaret: maggie peggy meg marge margie peg greta daisy madge rita; margarita: rita;
maria: mari maruja mia; marilyn: mary lyn; marjorie: marge margie; martha: marty mattie; martin: marty;
mary: molly polly mamie may; matilda: tilly mattie; matthew: matt matty; maureen: mo; maurice: morrie mo;
maxwell maximilian: max; melanie: mel; melissa: mel missy lissa; melvin: mel; mercedes: mercy meche;
michael: mike mick mikey mickey; michelle: shelly chelle; mildred: millie; miguel: migue; minerva: minnie;
miriam: mimi; mitchell: mitch; mohammed muhammad mohamed: mo; montgomery: monty; nancy: nan; natalie: nat;
nathan nathaniel: nate nat; nicholas nicolas: nick nicky nico; nicole: nicky nikki; norbert: bert; norman: norm;
olivia: liv livvy; oliver: ollie; oscar: ozzie; pamela: pam; patricia: pat patty trish tricia patsy;
patrick: pat paddy; pauline: polly; penelope: penny; peter: pete; philip phillip: phil pip; phyllis: phyl;
prudence: prue; rachel: rach; rafael: rafa; ramon: moncho; randolph randall: randy; raymond: ray;
rebecca: becky becca; reginald: reg reggie; ricardo: rick ricky; richard: rick dick rich ricky richie;
robert: bob rob bobby robbie bert; roberta: bobbie; roberto: beto; roderick: rod; rodney: rod; roger: rodge;
roland: rollie; ronald: ron ronnie; rosa rose: rosie; rosario: chayo; rosemary: rosie rose; roxanne: roxy;
rudolph: rudy; russell: russ rusty; salvador: sal chava; salvatore: sal; samantha: sam sammy; samuel: sam sammy;
santiago: santi; sarah sara: sally sadie; sergio: checo; sharon: shari; shirley: shirl; silvester sylvester: sly;
sofia sophia: sophie; solomon: sol; spencer: spence; stanley: stan; stephanie: steph stevie;
stephen steven: steve stevie; stuart stewart: stu; susan susanna suzanne: sue susie suzy; sydney sidney: sid;
tabitha: tabby; tamara: tammy; teresa theresa: terry tess tessa tere; terrence terence: terry; thaddeus: thad;
theodore: ted teddy theo; theodora: dora; thomas: tom tommy; timothy: tim timmy; tobias: toby; valerie: val;
vanessa: nessa; veronica: ronnie vero roni; vicente: chente; victor: vic; victoria: vicky tori vicki;
vincent: vince vinny; viola violet: vi; virginia: ginny ginger; vivian: viv; walter: walt wally; wallace: wally;
warren: ren; wendell: dell; wilfred: will fred wilf; wilhelmina: mina billie;
william: bill will billy willie liam willy; winifred: winnie freddie; woodrow: woody; yolanda: yoli;
zachary: zach zack;
"""

_CALLED: dict[str, frozenset[str]] = {}
_FORMAL: dict[str, set[str]] = defaultdict(set)
for _line in TABLE.split(";"):
    _formal, _, _short = _line.partition(":")
    _names = frozenset(_formal.split())
    for _name in _names:
        _CALLED[_name] = frozenset(_short.split()) | (_names - {_name})
    for _name in _short.split():
        _FORMAL[_name] |= _names


def called(given: str) -> frozenset[str]:
    """What a person of this given name (lower case) may be called, or be in full."""
    return _CALLED.get(given, frozenset()) | _FORMAL.get(given, set())


def pairs() -> set[tuple[str, str]]:
    """(formal, short) of the whole table."""
    return {(formal, short) for short, names in _FORMAL.items() for formal in names}
