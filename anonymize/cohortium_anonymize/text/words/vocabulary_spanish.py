"""Words of Spanish clinical notes, which are no one's name: in `lexicon` they count like English ones.

Singular and masculine, in lower case and without accents, as a normal form has them (`word` tells the
other forms). Words that are also surnames, given names or towns are left out on purpose: Calvo, Cabeza,
Cuello, Delgado, Moreno, Nieto, Salud, Reyes, Mayo, Domingo, Calle, and "han", which is Han.
"""

from __future__ import annotations

# Headings, complaints, anatomy, drugs, tests, people and places of care; then the words between them.
_CLINICAL = """
abdomen abdominal aborto absceso abuela abuelo acceso accidente acido actividad actual actualmente acude acudio acudir adecuado adenopatia administra administracion administrativo admision
adolescente adulto afebril afectacion afectado afectos agitacion agudo ahogo aislado albumina alcohol alcoholico alergia alergico alergologia alerta alimentacion alta alteracion alterado alto ambos ambulancia ambulatorio amigdala
amoxicilina ampolla analgesia analgesico analisis analitica anatomia anciana anciano anemia anestesia anestesiologia anestesista angina angiografia ano anormal anos ansiedad antebrazo antecedente anterior antibiotico anticoagulacion
anticoagulante antigeno antihipertensivo aorta aortico aparato aparente apendice apendicectomia apendicitis apertura apetito apnea apoyo arritmia arteria arterial articulacion articular ascitis aseo asintomatico
asistencia asistencial asma aspecto aspirado aspirina astenia atencion atendida atendido auricular auscultacion ausencia ausente autolitica avisa avisado axila ayuda ayunas baja bajo banda barbilla basal base
bazo bebe beber bilateral biliar biopsia blanda blando bolo bomba borde borramiento bradicardia brazo bronquial bronquio bronquitis bucal buena bulto cabecera cadera caida calcio calculo calor cama cambio
cancer cansancio capacidad capilar capsula cara cardiaco cardiologia cardiologo cardiopatia cardiovascular carotida cateter cateterismo catarro catarral causa cavidad cefalea celula celulitis centro cerebral cervical cervix
cesarea choque cicatriz cicatrizado ciclo circulacion cirrosis cirugia cirujana cirujano cita clavicula clinica clinico coagulacion codigo codo colecistectomia colecistitis colegiado colesterol colico coloracion columna coma
comarcal leucorrea amenorrea comentario comida universitario complementario completo complicacion comprimido conciencia conclusion condicion conducta confusion congenito conjuntiva conocido conocimiento consciente consentimiento conservado constante constantes consulta
consultorio consumo contacto contenido continua continuar control contusion convulsion coordinado coronaria coronario correcto correo corte cortisol coxis craneal craneo craneoencefalico creatinina crecimiento crisis cronico
cuadro cuarto cuerpo cuidado cuidador cultivo cura curacion curso cutaneo dano datos debil debilidad declive dedo defecto deficit deformidad deglucion demencia dependiente deposicion depresion derecho
derivacion derivado dermatitis dermatologia dermatologico derrame desayuno descartar descompensado descripcion deshidratacion deterioro detras diabetes diabetico diagnostico dialisis diaria diario diarrea diastolico dieta diferencial dificultad
digestivo dilatacion direccion discapacidad discreto disfagia disfuncion dislipemia dislipidemia disminucion disminuido disnea distal distension distendido disuria diuresis diuretico doctora documento dolor doloroso
domicilio dorsal dosis drenaje ducha duracion ecocardiograma ecografia ecografico economico edad edema edematoso egreso ejercicio elaboro electrocardiograma electrolito elevado embarazada embarazo embolia emergencia empeora empeoramiento
encefalo endocrinologia endocrino endoscopia enfermedad enfermera enfermeria enfermero entrada entrevista enzima epidural epigastrio epilepsia episodio equilibrio equimosis eritema escala escalofrio escaner escapula escaso esguince esofago
espalda especialidad especialista espontaneo esputo esquema esquina estable estacion estado estancia esteatosis estenosis esternon estomago estrenimiento estudio eupneico evaluacion evolucion exantema examen examenes excrecion expectoracion
expediente exploracion explorado expresion exterior externo extirpacion extraccion extremidad exudado facial factor faja familia familiar faringe faringeo farmaco farmacia fascies fase fatiga fecha femenina femenino femoral femur fetal feto fibrilacion
fibrosis fiebre filtrado firma firmado fisica fisico fisioterapia fisiologico fistula flebitis flujo focal foco folio forma formula fosa fractura frecuencia frialdad frio fuerza fumador funcion funcional galactorrea ganglio
garganta gases gasometria gastrico gastritis gastrointestinal gastroscopia general genital gesta gestacion gestante ginecologia ginecologico glandula globulo glucemia glucosa gonalgia gota grado gramo grasa grave gripe
habito habitual hallazgo hematico hematocrito hematologia hematoma hematuria hemiparesia hemodialisis hemodinamico hemoglobina hemograma hemorragia hemorroide hepatico hepatitis hepatopatia herencia herida hermana hernia herpes hidratacion hidratado higado
hija hijo hilio hinchazon hiperemico hiperemia hipertension hipertenso hipertrofia hipocondrio hipotension hipotiroidismo hipoxemia historia hombro hora horario hospital hospitalario hospitalizacion hospitalizado hueso humero ibuprofeno
ictericia icterico ictus identificacion ileon iliaca imagen implante impresion incidencia incision inconsciente indicacion indicado infancia infantil infarto infeccion infeccioso inferior inflamacion inflamatorio informa informe ingesta ingle ingresa
ingresado ingreso inguinal inhalado inicio injerto inmediato inmunologia inspeccion instrumental insuficiencia insulina intensivo intenso intermitente interno interconsulta interrogatorio intervencion intervenido intestinal intestino intimo
intoxicacion intramuscular intranquilo intravenoso invasivo inyeccion irradiado isquemia isquemico izquierda jarabe juicio laboral laboratorio labio lactancia lactante lactato laparoscopia laparoscopica laringe lateral lavado
lengua lenguaje lento lesion leucocito leve ligamento ligero limitacion linfatico liquido litiasis litro llanto lobulo local localizado locomotor lumbalgia lumbar lupus luxacion maceracion macroscopia macroscopica madre malar maleolo malestar mama mamaria
mamografia mandibula maniobra manejo mano mareo marcha marcapasos masa masculino material materno matrona maxilar medicacion medicamento medicamentoso medicina medico medida medio mejor mejoria membrana meningeo meningitis menisco
menopausia mental mes meses metabolico metastasis metodo mialgia microbiologia microscopia microscopica miembro migrana mitad moco moderado molestia mordedura motivo motor motora movil movilidad movimiento mucosa mucosas muestra
muestras mujer muneca murmullo muscular musculo musculoesqueletico muslo nacimiento narina nariz nasal natural nausea necesario necrosis nefrologia negativo neonatal neonato nervio nervioso neumologia neumonia neumotorax neurocirugia neurologia neurologico
niega nivel no nocturno nodulo nombre normal normocoloreado normohidratado nota notas novia novio nuca nudo nuliparidad numero nutricion obesidad objetivo objeto observacion observaciones obstetricia obstetrico obstruccion obstructivo ocular oftalmologia oftalmologico
oido ojo oliguria ombligo oncologia operacion operado oral orden organo organomegalia orientada orientado orina orofaringe ortopedia oseo osteoporosis otalgia otitis otorrino otoscopia ovario oxigeno paciente padecimiento padre paladar palidez palido palpable
palpacion palpitacion pancreas pancreatitis pantorrilla paracetamol paralisis parametro parcial pared paridad parietal parpado parto parotida pastilla patela paterno patologia patologico pauta pautado pecho pediatra pediatria pediatrico pelvico pelvis pene
perdida pericardio perimetro periodo periferico peristalsis peritoneo permeable persistente persona personal peso petequia picadura pie piel pierna pieza piloro plan plaqueta plaquetas pleural pneumologia podalico polaquiuria polipo
pomada porcentaje portador posicion positivo posterior postoperatorio postquirurgico postural practica prealbumina precoz preferente presencia presenta presente presion prevencion previo primaria primario privado probable problema procedimiento proceso
producto profesional profilaxis profundo prolapso pronostico propio prostata protesis proteina protocolo provocado proximal proximo prueba prurito psicologia psicologica psicologico psicotico psiquiatria psiquiatrico pubis pulmon pulmonar pulso puntual punto
pupila purulento quemadura queja quimioterapia quirofano quirurgico quiste radial radiografia radiografias radiologia radioterapia radio rango reaccion realizo recaida recidiva recien recomendacion recomendaciones recomienda rectal recto recuento red reducido reflejo
refiere reflujo regimen region regional registro regular rehabilitacion relativo remite remito renal reposo reproductor residencia residente resfriado resistencia resonancia respiracion respiratoria respiratorio responsable respuesta resultado resumen retencion
reuma reumatologia revision riesgo rigidez rinon rinorrea ritmico ritmo rodilla ronquido rotacion rotula rotura rubor rural rutina sacro saliva sangrado sangre sano saturacion secrecion secundario sedacion sedante segmento seguimiento seguro sellado
semana semanas semiologia senal sencillo seno sensacion sensibilidad sensorial sentidos sepsis septico seriado serico sesion sexo sexual sibilancia sibilante siesta signo sigue silla simetrico simple sincope sindrome sinovial sintoma sintomas sistema
sistemico sistolico sobrepeso socio social sodico solicita solicitado solicitante solucion somnolencia sonda soplo subjetivo sublingual sudoracion suero sueno sufre sufrio suicida superficial superior supervisora suplemento supuracion sutura tabaco tabaquismo
tablet tableta taquicardia taquipnea tarde tarjeta tejido telefono temblor temperatura temporal tendon tendinitis tension terapeutico terapia tercio terminal testiculo tibia tiempo timpano timpanico tinte tipo tiroides tiroideo titulo tobillo
tolera tolerado tolerancia toma tomografia tonico torax toracico torsion tos tracto traqueal traquea trabajadora tranquilo transfusion transito trasplante trastorno tratamiento tratante trauma traumatismo traumatologia trigliceridos trimestre
triste trombo trombosis troponina tumor tumoral turno ulcera ulcerado unidad union urea ureter uretra urgencia urgencias urgente uricemia urico urinario urocultivo urologia urologico urticaria uterino utero uvula vacuna vacunacion vaginal vagina valoracion valorar
valvula vaporizador varicela varice varon vascular vegetativo vejiga vena venoso ventilacion ventricular ventriculo vertebra vertebral vertigo vesicula vesicular vespertino vestibular vida vientre vigilancia viral vision visita vista visual vital vitales
vivienda volumen vomito vulva yeso zona
agudeza alumna apellido apellidos asegurado asunto aseguradora atentamente auxiliar avenida aviso bloque calidad carta cedula celador celular certificado ciudad codigo colonia companera companero comunidad conyuge cordial cordialmente correspondiente curp
cuenta cumplimentado cuota dato departamento destinatario direccion director doctor documento email emergencias empleado empleo empresa encargado encuesta enviado escuela esposa esposo estimada estimado
extranjero fax ficha filiacion finalidad fdo gracias guardia habitacion idioma iniciales interprete jefa jefe jornada jubilado licenciada licenciado lugar maestra maestro matricula mutua nacionalidad nacido nacionales nieta ocupacion
oficina pais pagina panel parentesco particular pasaporte persona piso planta poblacion poliza portal postal profesion programa propietario provincia psicologa psicologo puerta raza referencia referido relacion religion remitente
reporte respetado saludo saludos sanitario sanitaria secretaria seccion senor senora senorita servicio siniestro sobrina solicitud soltera soltero subdirector tecnico telefonico titular trabajador trabajo traslado tutor viuda viudo
"""
# Verbs, pronouns, conjunctions, numbers, days. Short ones that are names elsewhere (su, al, sin, un, lo) are not here.
_COMMON = """
acompanado acompana adquirida adquirido tfno tlf tlfno dra lic srta enf preoperatorio preoperatorios actua ademas ahora algo alguno algun anoche antes apenas aparece aplica aporta aquel aqui asi asiste atiende aunque avala ayer bajo bastante cada casi
cedio cierto como comienza comento comenta con conforme considera consiste contra corre corresponde cual cualquier cuando cuanto cuenta cuyo debe debido decide deja denota dentro desde despues destaca dicho donde duerme durante durmio
ellos empezo encuentra encontro entonces entre envia era eran ese eso esta estaba estado estan estar este esto estos estuvo estudia evidencia excepto existe existen explica familiar finalmente fue fueron haber habia habla habra
hace hacia hacer hago hallado hasta hecho hizo igual incluso indica inicia institucionalizada integro junto lado largo leemos lleva llevar llego luego mantiene manana mayoria mediante menor menos mientras mismo momento
motivado mucho muestra muy nadie negado nos nosotros nueva nuevo nueve nunca observa observamos ocasiona ocho ocupa ocurre otra otro otros para parece parte pasa pasado pauto pendiente permanece permite pero persiste poco podemos poder por porque
posible posteriormente previa previamente precisa presentado presento presentaba primero primera procede producido programada propone puede pues que quedo queda quien quiere realiza realizado realizada realizan recibe recibio recoge reconoce recordamos reiterado
requiere respecto responde resto resulta rechaza revela revisado sabe se segun seis sido siempre siendo siente siete siguiente sobre solamente solo sufrido suspende suspender tambien tampoco tanto
tenia tener tenido tercero tiene tienen todavia todo tolero trabaja traida traido tras trata tres ultimo unos usual utiliza valora vamos varios vez veces viene vino vio vive volver
lunes martes miercoles jueves viernes sabado proxima ambulatoriamente iniciado noche mediodia madrugada pequeno doble demas mejora cuatro cinco
ingresada ingresando pregunta prescribe prescripcion prescrito dado dada alto baja retira retirada coloca agradezco valore hallada vuelve acepta avisar avisada origen originaria originario procedente tranquila quedando logra
"""
# Of grammar, between the parts of a name too.
_SMALL_LISTED = "de del la las los el en ni y con por para que o"
SMALL = frozenset(_SMALL_LISTED.split())
_OF_NOTES = frozenset(_CLINICAL.split())
WORDS = _OF_NOTES | frozenset(_COMMON.split())
# Names that have the form of another word.
_NAMES_LISTED = """
concepcion asuncion encarnacion anunciacion purificacion consolacion visitacion natividad caridad trinidad felicidad
clemente demetria eulogia nuria correa segura cuadros dolores tomas graves paredes cortes vitale asencion ascension resurreccion
"""
_NAMES = frozenset(_NAMES_LISTED.split())
_ENDINGS_LISTED = """
cion ciones sion siones mente idad idades logia logias logico logica logo loga patia ectomia scopia scopico scopica grafia grafias
grafico grafica plastia stomia terapia metria genico genica fagia plejia plejico plejica megalia rragia penia
cardia algia algias iasis itis osis emico emica urico urica tico tica ticos ticas prazol conazol micina cilina
statina dipino xacino parina formina azepam ieron iendo abamos amiento amientos imiento imientos
"""
_ENDINGS = tuple(_ENDINGS_LISTED.split())
_LEAST = 5  # letters of a word in another form
_LEAST_ENDING = 7  # letters of a word told by its ending


def word(low: str) -> bool:
    """Whether a word, in lower case and without accents, is one of Spanish notes, in any of its forms."""
    if low in WORDS:
        return True
    if len(low) < _LEAST or low in _NAMES:
        return False
    one = low.removesuffix("s")
    if len(low) >= _LEAST_ENDING and (low.endswith(_ENDINGS) or one.endswith(_ENDINGS)):
        return True
    return (
        one in _OF_NOTES
        or one.removesuffix("e") in _OF_NOTES
        or (one.endswith("a") and one[:-1] + "o" in _OF_NOTES)
    )
