"""Common given names of many origins, and larger cities: what helps to see a name without its context.

They only ever add: a name that is not here is found by title, label, form or model all the same.
Names that are also words are in `vocabulary.NAME_WORDS` as well. Without accents, in lower case.
"""

from __future__ import annotations

_GIVEN = """
aaliyah aaron abby abd abdel abdul abdullah abdulrahman abel abena abigail abraham ada adam adamu adela adele adeline aditi aditya adnan adolfo adrian adriana adrienne agata agatha agnes agnieszka ahmad ahmed ahmet
aicha aiden aiko aileen aisha aishwarya aisling ajay akash akiko akira akua alain alana alastair albert alberto alec alejandra alejandro aleksandar aleksandr aleksandra alessandra alessandro alessia alex
alexa alexander alexandra alexandre alexandros alexandru alexei alexis alfonso alfred alfredo ali alice alicia alina alisa alisha alison alistair allan allen allison alma alvaro alyssa amal amanda amara
amarjit amber amelia amelie amina aminata amir amira amit amy ana anais anand ananya anastasia anders andre andrea andreas andrei andres andrew andrey andrzej andy aneta angela angelica angelika angelina
angelo anh anika anil anita anjali ann anna annabelle anne anneke anneliese annette annie anselm anthony antje antoine antoinette anton antonella antonia antonio antonios anushka anwar ari ariana arjun
arlene armando armin arnaud arne arnold arthur arturo arun asha ashley ashok asif astrid athena aubrey audrey august augustin aurelie aurora austin ava avery avi aya ayaan ayesha aylin ayse azadeh babak
baptiste barbara barnaby barry bart bartosz basil bastian beata beate beatrice beatriz becky belinda ben benedict benita benjamin bernadette bernard bernd bernhard bernice bert bertha bertram bertrand beth
bethany betty beverly bianca bilal bill billy birgit bjorn blake blanca bob bobby bogdan bonnie boris brad bradley brandon brenda brendan brent brett brian bridget brigitte britney bruce bruno bryan burak
caitlin calvin cameron camila camilla camille carl carla carlo carlos carmen carol carole carolina caroline carolyn carrie casey catalina catarina caterina catherine cathy cecile cecilia cedric celeste celia
celine cesar chad chandra chantal charlene charles charlie charlotte chelsea cheryl chiamaka chiara chidi chika chinedu chinwe chioma chloe christa christian christiane christina christine christoph
christophe christopher christos chukwuemeka ciara cindy claire clara clarence clarissa claude claudia claudio claus clement clementine cliff clifford clint clive cody colin colleen connie connor conor
conrad constance cora corinna corinne cornelia cornelius cory craig cristian cristina crystal curtis cynthia cyril dagmar daisuke dakota damian damien dan dana daniel daniela daniele danielle danijel
danny daphne daria dario dariusz darko darlene darnell darrell darren darryl daryl dave david davide dawid dawn dean deandre deanna debbie deborah debra declan deepa deepak deirdre delia delphine demetrius
denis denise dennis derek derrick deshawn desiree desmond devi devon dewi diana diane dick diego dieter dietmar dilip dimitri dimitrios dimitris dina dinesh dirk divya dmitri dmitry dolores domenico
dominic dominik dominika dominique don donald donatella donna dora doreen doris dorothea dorothy doug douglas duc duncan dustin dwayne dylan ebony eddie edgar edith edmund eduard eduardo edward edwin eileen
einar ekaterina elaine eleanor elena eleni elias elif elijah elin elisa elisabeth elise eliza elizabeth elke ella ellen ellie elliot elliott eloise els elsa elsie elvira emeka emil emilia emilie emilio
emily emma emmanuel emre enrico enrique enzo eric erica erich erik erika erin ernest ernesto ernst erwin esperanza esteban estelle esther ethan ethel etienne eugene eun eva evan evangelos evelyn ewa ezra
fabian fabien fabio fabrice fadi faisal fatemeh fatima fatma fatou federica federico felicia felicity felipe felix ferdinand fergus fernanda fernando fiona flavia flora florence florian folake frances
francesca francesco francine francis francisca francisco franck franco francois francoise frank franz fred freda freddie frederic frederick frederik frederikke fredrik freya frieda friedrich fritz gabriel
gabriela gabriele gabriella gareth garry gary gaston gaurav gavin gemma genevieve geoff geoffrey george georgia georgina georgios gerald geraldine gerard gerhard gertrude giacomo gianluca gianni gideon
gilbert gilles gina giorgio giorgos giovanna giovanni gisela gita giulia giuliano giuseppe gladys glenda glenn gloria godfrey gonzalo goran gordon gottfried graciela graham grazyna greg gregor gregory greta
gretchen grzegorz guadalupe gudrun guido guillaume guillermo gunnar gunther gurpreet gus gustav gustavo guy gwen gwendolyn habib haider hakan hala halima hamid hamza hana hank hanna hannah hannes hans hao
harald hari harish harold haroon harriet harrison harry haruka haruki harvey hasan hassan hayley hazel hazem heather hector heidi heike heiko heinrich heinz helen helena helene helga helmut hendrik henri
henrietta henrik henrique henry herbert herman hermann hilary hilda hilde hildegard hiroko hiroshi hitomi hoa hoang holger holly horace horst howard hubert hugh hugo hui huong hussein ian ibrahim ida idris
ifeoma ignacio igor ilaria ilse imani imran ines inga inge ingeborg ingo ingrid ioana ioannis ira irena irene irina iris irma isaac isabel isabella isabelle isaiah isha ishaan ismael ismail israel istvan
ivan ivana ivo iwona jack jackson jacob jacqueline jacques jade jaime jake jakob jakub jamal james jamie jan jana jane janet janice janina janos jared jaroslav jasmin jasmina jasmine jason jasper javier
jayden jean jeanette jeanne jeff jeffery jeffrey jelena jemima jenna jennifer jenny jens jeremiah jeremy jerome jerry jerzy jesse jessica jessie jesus jiahao jian jill jim jimmy jin jing jiri jitka joachim
joan joana joanna joanne joao joaquin jocelyn jochen jodie joe joel joelle joerg johan johann johanna johannes john johnathan johnny jon jonah jonas jonathan joost jordan jorge jorgen jose josef josefa
josefina joseph josephine josh joshua josip joyce juan juana juanita jude judith judy jules julia julian juliana julie julien juliet julieta julio julius jun jung jurgen justin justine justyna jutta kai
kamal kamila kamran kareem karel karen karim karin karina karl karla karolina karsten kasia kate katarina katarzyna katerina katherine kathleen kathrin kathryn kathy katie katja katrin katya kay kayla
kayode kazuki keiko keisha keith kelechi kelly kelsey kemal ken kendra kenji kenneth kenta kerry kerstin kevin khadija khaled khalid khanh kieran kim kimberly kiran kirsten kirsty klara klaus knut kofi
konrad konstantin konstantinos krishna kristen kristian kristin kristina krystyna krzysztof kumar kunal kurt kwabena kwame kyle kylie kyoko lakshmi lamar lan lara larissa larry lars latisha latonya laura
lauren laurence laurent layla lea leah leandro leif leila lena lennart leo leon leonard leonardo leonor leroy leslie leszek leticia lewis liam lidia liisa lila lilian liliana lillian lily lin lina linda
lindsay linh linnea lionel lisa lise liselotte liu livia liz lloyd logan lois lola lorena lorenzo loretta lorna lorraine lothar lou louis louisa louise lourdes luc luca lucas lucia lucian luciana luciano
lucie lucille lucy ludwig luigi luis luisa lukas lukasz luke luna lutz lydia lynda lynn lynne mabel madeleine madison magda magdalena magnus mahesh mahmoud mai maja makoto malcolm malgorzata malika malik
mamadou mandy manfred manish manoj manuel manuela mara marc marcel marcela marcelo marcia marcin marco marcos marcus marek margaret margarita margit margot maria mariam mariama marian mariana marianne marie
mariela marija marilyn marina mario marion marisa marisol marius mariusz marjorie mark marko markus marlene marlon marsha marta martha marthe martin martina martine marvin mary maryam masako massimo mateo
mateusz mathias mathilde mathieu matilda matteo matthew matthias mattias maud maureen maurice mauricio maurizio mavis max maxim maxime maximilian maxine maya mehdi mehmet mei meera megan megumi melanie
melinda melissa melvin mercedes meredith michael michal michel michela michelle michiko mickey miguel mihai mihaela mika mikael mike mikhail mikko mila milan milena milica millicent milos mina ming minh
mira miranda mireille miriam miroslav misaki mitchell miyuki mohamed mohammad mohammed mohan mohit moira moises molly mona monica monika monique morgan morten moses muhammad muriel murray musa mustafa
myriam myrtle nabil nadezhda nadia nadine nadja naoko naoki naomi nasir natalia natalie natasha nathalie nathan nathaniel ned neha neil nelly nelson neville ngoc ngozi nguyen nia niamh nicholas nick nicky
nicola nicolas nicole niels nigel nikhil nikita nikki niklas nikola nikolai nikolaos nikolas nils nina nirmala nisha njeri nkechi noah noel noelle noemi nolan nora norah norbert noreen norma norman nuno
nuria obinna octavia ola olaf oleg olga oliver olivia olivier ollie olumide oluwaseun omar orla orlando oscar oskar otis otto owen ozlem pablo paige pamela paola paolo pascal patrice patricia patricio
patrick patrik patrizia patrycja paul paula paulette paulina pauline paulo pavel pawel pedro peggy penelope percy perry petar pete peter petr petra phil philip philippa philippe phillip phoebe phuong phyllis
pia pierre pieter pietro pilar piotr piroska pooja prakash pranav prashant preeti priscilla priya priyanka quentin quincy quinn rachael rachel rachid radha radoslav rafael rafaela rafal raffaele rahim rahul
rainer raj raja rajesh rajiv ralf ralph ram ramesh ramon ramona rana randall randy raphael raquel rashid rasmus raul ravi ray raymond rebecca regina reginald reinhard reiko rekha rene renata renate renee
reza rhonda ricardo riccardo richard rick ricky rikke riley rina rita rob robert roberta roberto robin rocio rodney rodrigo rogelio roger rohan rohit roland rolando rolf romain roman romeo ron ronald ronan
ronnie rory rosa rosalia rosalie rosalind rosamund rosanna rosario rose rosemarie rosemary rosie ross rowan roxanne roy ruben ruby rudi rudolf rudy rui rupert russ russell ruth ryan ryo sabina sabine sabrina
sachiko sadia safia saif sakura sally salma salman salvador salvatore sam samantha sami samir samira samson samuel sandeep sander sandra sandro sanjay santiago sara sarah sarita sascha sasha satoshi saul
savannah scarlett scott sean sebastian seema selim selina selma serena sergei sergey sergio seth shahid shaniqua shankar shannon sharon shaun shawn sheila shelby sheldon shelley sherman sherry shinji shirin
shirley shivani shreya shu siddharth sidney siegfried sigrid silke silvana silvia silvio simeon simon simona simone sinead siobhan sita siv slavica slawomir slobodan sofia sofie sonia sonja sonya sophia
sophie soren stacey stacy stan stanislav stanislaw stanley stefan stefania stefano steffen stella stephan stephane stephanie stephen steve steven stewart stuart sue sumit sunil sunita suresh susan susana
susanna susanne susie suzanne sven svetlana swati sybille sylvain sylvester sylvia sylvie tabitha tadashi tadeusz tahir taiwo takashi takeshi tamar tamara tameka tamika tammy tanisha tanja tanya tara tariq
tarun tatiana taylor ted terence teresa terrance terrell terri terry tessa thabo thandiwe thanh thea theo theodor theodora theodore theresa therese thi thiago thibault thierry thomas thorsten thuy tiago
tiffany tiina tilda tim timothy tina tobias toby todd tom tomas tomasz tomislav tommy tomoko toni tony torsten tracey tracy travis trevor tricia trinh tristan trudy tuan tuomas tyler tyrone uchenna udo ulf
ulla ulrich ulrike umar umberto ursula usha uwe vaclav valentin valentina valeria valerie vanessa varun vasile vasilis vera vernon veronica veronika vicente vicki vicky victor victoria vijay vikram viktor
viktoria vilma vincent vincenzo vinod viola violet virginia vishal vitor vivek vivian vladimir vlado volker walter waltraud wanda wanjiru warren wei wendy werner wesley wilfred wilhelm willem william willie
wilma winifred winston wioletta wojciech wolfgang wyatt xavier xiaoming ximena xin yael yan yannick yara yash yasmin yasmine yemi yetunde ying ylva yohannes yoko yolanda yong yosef youssef yuan yuki yuko
yuliya yuri yusuf yvette yvonne zachary zahra zainab zara zbigniew zdenek zeinab zeynep zoe zofia zoltan zora zsofia zuzana
"""
_CITIES = """
atlanta austin baltimore birmingham boise boston brooklyn buffalo charlotte chattanooga chicago cincinnati cleveland columbus dallas denver detroit fresno galveston hartford honolulu houston indianapolis
jacksonville knoxville louisville memphis miami milwaukee minneapolis nashville newark norfolk oakland omaha orlando philadelphia phoenix pittsburgh portland raleigh richmond rochester sacramento savannah
scottsdale seattle spokane springfield tacoma tampa tucson tulsa albuquerque anaheim anchorage arlington bakersfield bronx manhattan cambridge durham evanston gainesville lexington lincoln madison
modesto montgomery naperville pasadena peoria providence reno salem shreveport stockton syracuse toledo topeka wichita worcester yonkers toronto montreal vancouver calgary ottawa winnipeg london manchester
liverpool leeds glasgow edinburgh belfast dublin bristol sheffield cardiff paris lyon marseille berlin munich hamburg frankfurt cologne vienna zurich geneva madrid barcelona lisbon rome milan naples amsterdam
rotterdam brussels copenhagen stockholm oslo helsinki warsaw prague budapest bucharest athens istanbul moscow cairo lagos nairobi johannesburg mumbai delhi bangalore karachi lahore dhaka beijing shanghai tokyo
osaka seoul manila bangkok jakarta sydney melbourne brisbane perth auckland wellington
"""
# Given names that are words: only with a surname after them.
_WORDS_TOO = """
will may hope grace faith joy mark grant art frank rich drew pat sue bob jack rob nick chip dale glen heath cliff brook summer april june august autumn dawn eve christian rose lily iris
ivy holly hazel heather jasmine ruby pearl amber crystal jade ginger olive daisy violet robin jay martin hunter chase mason carter cooper parker taylor tyler duke miles lane river star penny buck guy sage
earnest rusty sunny misty candy honey sandy dusty max bill gene norm ray dean gale
"""
GIVEN = frozenset((_GIVEN + _WORDS_TOO).split())
CITIES = frozenset(_CITIES.split())
