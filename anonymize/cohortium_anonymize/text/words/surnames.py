"""Surnames and given names that dictionaries have too: of the famous, of places, of trades.

A dictionary cannot tell them from words (`dictionary`), so they are told here. Those that are words of
everyday English as well are in `vocabulary.NAME_WORDS`, common given names in `given_names`. Lower case.
"""

from __future__ import annotations

_LISTED = """
aalto adams adelaide aden adonis aiken albers alberta alcott alexandria alger alonso althea ambrose amos amundsen andersen anderson andrews angelique angus antonius antony apollo
appleton archer arendt arias armstrong arroyo artemis ashe ashton asimov astor atlas atticus attila auden audubon augusta augustine augustus austen azalea bach bacon bai bailey
baldwin balfour barker barnum baron barrie barrow barrymore bartlett bates baum beau beaumont beck beckett beecher beethoven begum bellini bender benet bennett bennie benny
bentham benton bergen bergman berkeley berlin berlioz bernini bernoulli bernstein beryl bethune bierce binder bismarck blackburn blair bliss bloch bloomfield boas boccaccio bock
bohr bolivar boniface bonny booker boone booth borges borgia bosch bose boston boswell bowditch bowers bowie bowles bowman boyle bradbury bradford bradstreet brady brahms brandt
braque braun breuer brewer brigid britten bronte brooke brooklyn brooks browne browning bruckner bryony buchanan buchner bullock bunche burbank burger burgess burke burnett
burnside burr burroughs burrows burt burton butch byrd byron caesar cagney cain calder calderon caldwell calla callas camelia camus canute capek capone capote capra carducci
carina carissa carlyle carmichael carmine carnegie carroll carson cartwright caruso casals casanova cassandra cassie cassius castro cather cavendish cervantes chamberlain
chambers champlain chandler chang chaplin chapman charity chaucer chavez cheever chen cherry chester chesterton chevalier cheyenne chi childs chopin chow christie chuck churchill
clark claudius clay clemens cleopatra cleveland cline clinton clovis clyde cochran cohan cole coleridge colette collier collins columba columbus compton connolly connors
constable constantine cooke coolidge copland coppola corbett corday corneille cornell cornwallis corona cortes cortez cortina costa cotton cowper cox crawford crichton crispin
crockett cromwell crosby culbertson cummings cunningham curie curry curt curtiss cushing custer cyrus dahl dahlia daimler dali dallas dalton damascus damon daniels dante darrow
darwin das daumier davenport davies davis davy dawes dawson dayton debs decker deere defoe degas delacroix delaware delbruck delilah delius dell delorme delphi dempsey denver
descartes dewey dexter diamond diaz dickens dickey dickinson diderot dido dietrich disney dix dixie dobson dodgson domingo donatello dong donizetti donne doolittle dorian
douglass dowdy dreiser dreyfus dryden dubuque dulles dumas durant durer durham durkheim durrell dvorak dyer earhart earl eastman eccles eddy ederle edison egbert ehrlich eichmann
eiffel einstein eisenhower eliot ellington ellis ellison ellsworth elvis emerson emery emile emmy endecott engels enid erasmus erlenmeyer esau essex eugenia euler evans ezekiel
faber fairbanks fan fang fanny farrell farrow faulkner faust fawkes fechner feller fellini ferber fermi ferrara fielding finn fischer fitzgerald flaubert fleming fletcher
flinders flint florey fonda fontanne foster foucault fowler fragonard france franklin frazer freeman fremont freud friedman fry frye fuchs fuentes fuller fulton funk gabor
gainsborough galbraith galen galileo galloway galsworthy gandhi gao garbo gardiner gardner garfield garibaldi garland garner garrick garrison gaskell gaspar gaudi gauguin gehrig
geiger geisel geronimo gershwin gia gibbon gibbons gibbs gibson gide gielgud gill gillespie gilman ginsberg giraudoux gish gladstone glaser glinka gluck godard goddard godiva
godunov goebbels goethals goethe gogol goldman goldmark goldoni goldsmith goldwyn golgi gombrowicz goodall goodman gore gorky goudy gould gounod goya grahame grainger graves
greco greeley greenberg greene greenwood griffin griffith grimm gromyko gropius gross grotius grove guarneri guevara guinness guthrie gwyn ha hahn haji hakim haldane hale haley
halley hals hamilton hammett hampton han hancock handel handy hanks hannibal hanover harding hargreaves harlow harper harris harrod harte hartley harvard havel haven hawkins
hawthorne haydn hayes hays haywood hazlitt hearst hegel heidegger heinlein heisenberg heller hellman helmholtz heloise hemingway hendrix henson hepburn hera herb hercules herod
herrick herschel hershey hertz herzberg hesse heyerdahl heyrovsky hezekiah hicks hilbert hillary hillel himmler hindemith hitchcock hitler ho hoagland hobbes hobbs hoffa hoffman
hoffmann hogan hogarth hogg hokusai holbein holland holmes homer honegger hood hooke hooker hoover hopkins hopper horne horowitz horta hosea houdini housman houston howe howells
hoyle hubbard hubble hubel hudson huff huggins hughes hull hume humperdinck hunt huntington hurok huss huston hutchins hutchinson hutton huxley ibsen ingres ionesco ireland
irving isherwood isis ivanov jacobi jacobs jacquard jagger jain jakobson jamison jansen janus jarrell jaspers jeffers jefferson jenner jensen jezebel jimenez johns johnson
johnston joliet jolson jones joule juarez judah judas juno justinian kahn kaiser kali kandinsky kant karloff karpov kaufman kean keaton keats keller kellogg kendall kendrew
kennedy kennelly kent kepler kern kerouac kesey keynes khan kidd kierkegaard kipling kirchhoff kirchner kirk kissinger kit kitchener klaproth klee klein klimt kline knox koch
koestler kohl koopmans korchnoi korda koussevitzky kraft krasner krebs kreisler kropotkin kruger krupp kubrick kuhn kurosawa lacy lafayette laffite lam lamarck lambert lancaster
lance landau landers landowska landsteiner lange langley langmuir lardner latrobe laughton laurel laurens lawrence lazarus le leacock leakey leander lear leary lee leeds leger
lehar leibniz leigh lemaitre lenard lendl lenin lennon leone leonidas lerner lesseps levi levy li liao libby lichtenstein lillie lincoln lind lindbergh linden linnaeus lipchitz
lippi lippmann lister liszt littre livingston livingstone locke loewe loewi lolita london longfellow loos lorelei loren lorentz lorenz lorre lovelace lovell lowell lowry lozier
lu lubitsch luce lucifer lully lund lunt luo luther lutyens luxemburg lynch lyon lysenko ma mac macarthur macaulay macbeth macdowell machiavelli mack mackenzie macleish macon
madden maeterlinck magellan magnolia magritte mahan mahler maillol maimonides maitland malachi malamud mallarme malone malory malpighi malraux mamet mandela mandelbrot manes
manet mansard mansfield manson mantegna manzoni mao marat marceau marciano marconi marcuse marge marguerite marigold marini markov marks marley marlowe marquand marquette marsh
marshall marvell marx massasoit massenet masters matisse matt matthews maugham mauldin maupassant mauriac mauser maxwell mayer mayo mays mazzini mccarthy mccauley mccormick
mccullers mcgraw mckim mckinley mcluhan mcmaster meade meany medea medici medina medusa meir meissner meitner melba melchior mellon melody melville mencken mendel mendeleyev
mendelssohn menotti menuhin mercer mercy mergenthaler merlin merton mesmer metchnikoff meyerbeer meyerhof micah michelson michener mick midas middleton milhaud millay miller
millikan milne milton minerva minkowski minuit mirabeau miro mitchum mitford modigliani moliere molnar mommsen mondrian monet monnet monod monroe montagu montaigne montespan
montessori monteverdi montez montfort montgolfier montgomery moore morales morris morrison mortimer morton moss mossbauer motherwell mott mozart mubarak muir mullah muller munch
munro murdoch murillo murphy murrow musial mussolini mussorgsky muybridge myrdal nabokov nancy napier napoleon nash nasser nast navratilova nehemiah nernst neruda ness nessie
nevelson newcomb newman newton ngo nicklaus niebuhr nielsen nietzsche nightingale nijinsky niles nimitz nixon nobel noguchi norris noyes nureyev oates ochoa octavian odessa odets
oersted offenbach ogden oldenburg olmsted olympia opal oppenheimer orczy orff orr ortega orwell osborne oswald ovid owens paderewski paganini paget paine palestrina palladio
palmer pandora panofsky paris parmenides parnell parr parrish parsons pasternak pasteur paterson paton pauli pauling pavarotti pavlov pavlova paxton peabody peacock peary peck
peirce pelham penn pepin pepys peregrine peron persephone pershing perutz peters petrarch philemon phoenix piaf piaget picasso pickett pickford pierce piers pike pinter pinto
pirandello pitman pitot pitt pizarro plato poe poitier polk pollard pollock pompey pons popper poulenc poussin powell powhatan presley priestley prokofiev proudhon proust ptolemy
puccini pugin pulitzer purcell pusey pushkin pynchon qin rabelais rachmaninoff rameau rand rankin rasmussen ravel rayleigh reagan redford rehnquist reich reid rembrandt renoir
respighi revere reyes reynolds rhea rhodes richards richardson richelieu richler rickenbacker rickey rickover riemann rimbaud rios rivera robbins roberts robertson robeson
robespierre robinson rockefeller rockingham rockwell rocky rodgers rodin roebling roentgen rogers roget rommel romulus roosevelt rorschach rossetti rossini rostand roth rothko
rothschild rousseau rubens rubinstein rundstedt runyon rushdie ruskin rutherford rutledge saarinen sade sakharov saladin salem salinas salinger salk salome salomon sandburg
sanders sanger santos sapir sargent saroyan sartre satie saussure savage savonarola sawyer sayers scheele schiller schliemann schmidt schnabel schoenberg schonberg schopenhauer
schrodinger schubert schulz schumann schwann schweitzer scipio seaborg seaman seeger segovia selene seles selkirk sellers selznick sen seneca senefelder sennett sequoya seton
seurat seymour shah shakespeare shapley shaw shearer sheikh shepard sheridan sherrington shevchenko shin shirer shockley shostakovich sibelius siddons siemens sierra sikorsky
silva simenon simpson sinatra sinclair siqueiros sitwell skinner smetana smith smollett smuts socrates solomon solvay solzhenitsyn sonny sontag sorensen soufflot sousa soutine
spassky spencer spengler spenser spielberg spillane spinoza stael stalin standish stanford stanton starr steele steffens steichen stein steinbeck steinberg steinem steiner
steinman steinmetz steinway stephenson stern sterne steuben stevens stevenson steward stieglitz stilwell stockton stoker stokes stoppard stowe strachey stradivari strand strauss
stravinsky streep streisand strickland strindberg stroheim stubbs stuyvesant styron sullivan sully sultan sumner sutherland swammerdam swanson symonds synge szell szilard taft
tagore talleyrand tallis tamerlane tan tang tange tanner tarbell tasso tate tati tatum tchaikovsky teasdale tebaldi teddy teller tennyson tesla thackeray thalia thatcher thompson
thomson thor thoreau thorndike thornton thorpe thurber tiepolo tillich tinbergen tintoretto titian titus tobin tocqueville tod tolkien tolstoy tombaugh torricelli toscanini
toynbee trevelyan trevino trevithick trilling trollope trotsky troy truffaut truman trumbull tsai tubman tuchman tucker tudor tunney turgenev turner turpin tussaud tutu tyndale
tyndall tyson ulysses undset untermeyer updike upjohn urey utrillo valentine vanderbilt vargas vasari vaughan veblen vega velazquez venn verdi vergil verlaine vermeer verne vesey
vespucci vidal villa vinson virgil vivaldi voltaire vonnegut wade wagner wain wajda waldheim walesa wallace wallenstein waller walpole walton wan warhol warner washington
wassermann watson watt watts waugh wayne webb weber webster weil weill weinberg weismann weizmann welles wellington welty werfel weston wharton wheatley wheatstone wheeler
whistler whitehead whitman whitney whittier wiener wiesel wiesenthal wilde wilder wilkes wilkins wilkinson willard williams willis willow wilmut wilson winckelmann windaus wister
witherspoon wittgenstein wodehouse wolfe wolff wollaston wollstonecraft woodbury woodhull woodward woody woolf woollcott woolley woolworth wordsworth wouk wren wright wu
wycherley wycliffe wyeth wykeham wyler wylie wynette xi yang yeats yerkes yersin yevtushenko yin yip zaharias zangwill zapata zeeman zeppelin zhou zhukov ziegfeld ziegler
zimbalist zinnemann zinsser zola zsigmondy zweig zworykin
"""
# Words beside which a name stands more often than not, when they stand beside a name.
_WORDS_TOO = """
alvarado arenas barber barrios beard branch bravo bray caballero campbell canales carpenter carrion coates coles combs cordova corral
daly deleon dias edwards finch french glass graf guerra hastings hung hunt ivey kim krause lamb lima long lopes marin marques martins
mendes montenegro moraes nadir naeem nilsson olson palm park parks pastor pimenta pollock rush salmi shelly soledad son song
spence svoboda trinidad urban van wall waters ways wing worth yamamoto verity ye stokes anh bao chi dat dung gia han hong lam linh mai minh son thi thu van vi xuan yen
"""
SURNAMES = frozenset((_LISTED + _WORDS_TOO).split())
# Names, too, of which a dictionary makes words; that they stand alone says little, so they only stay with the model.
_NAMES_LISTED = """
aline arthurs balthasar barth berg bennet bent birmingham blanch bourgeois bowler brit britt brittany brookes bull butcher butte cairns canning caspar
clear coy collet cotter court cousins couturier craven creed cruise dane dash davids deacon denning dickie dobbins downing downs duff dunning
durante eden ekman emmet english ester evert fanning farina fay fee ferry flood florentine frey gaines galvani ganesh garnier gauri gay gee gentry georges girard
golden golding griffiths guyot hare hawthorn heron herring holder hollywood honor houghton iago inger isolde ivory jena jespersen junior kale kelvin key keyes
kimberley kingston kota lally lawless leach lean leech lees liana lilo liston lombard looney lore lotte lyons mace mahdi mallon manning mari marino
mcintosh mcpherson meadows meg melia merchant merle merry michelangelo milo mitra moa mollie monaco monk monks monte moon morel morley morrow moynihan
nestor oak orozco pace pal parent parkes patty peer peri petter petty pier pitts plover ponce proctor queen quill radhakrishnan raleigh rama raven reeves
rebekah reuben richmond rico riddle ring roach robles rock roe rosales rosita rosaria ruddy rust sanchez sears serge sexton shari shay shepherd sherlock
shields shona sian sigurd silk singleton slater smart sparks spears speer stack stark steed steen stephens storey stout summers swords tailor talbot
tarantino tia toner tori tory townsend tully underwood valdez valencia veda visconti volta walters ware warrior weir welch weller wieland winters york zacharias
goldberg savage crook steward cannon bullock cotton craft crouch dyke farr flint frost gander goss gunn hatch hobbs horn joiner kerr ladd laird lusk maddox
abrahams agnis albino alcides alexia aliyah angelic attilio astride bailee barbu bayard birdie blossom brassard breton candela caprice carrizo
castilla celesta cherish cicero colbert collard colter concepcion concha constantina cordoba corrales cristal cyprian darling dantes deckers deforest
dekker demeter destiny domingos dominick dozier emerald ethelbert fabiana falkner fiedler fleet florin gabriels garnet garret gillie gracie gregorian
grimes gurney gustavus hacker hadji hakeem hammer handler haring harmony heaven hickey hobart hollander holler hortensia iglesias ignatius ishmael
jarred japheth jewel joffrey josephus josue julienne keeling kendal kinsey kirsch kuiper lander laguna lavender liberty lockman loyola luster magdalen
marlin marquis marquise marshal marten martens martini maverick merino messina miracle missy montes montserrat moreen neumann nazareth oakley olivine
orchard orleans oviedo paisley palomino parley paschal patsy philippine philips pottier prosper provost prudence racine ransom redden renders richer
ridge riojas roswell rolfs rollinger romaine romani romanov rosette rotter salvo samara savanna scottie scullion sevilla seyhan shasta shawnee
sherwood shiloh sienna silvan smolders soares soler springer squire stetson stocker stonewall sunshine sylvan sylvanus tanguy tilden thales torrent
torrents trenton trinity uriah vaquero velvet venice vernal verona virgin vitus warwick wayland welter wester willard wilton windy winfred witting
wolfram zaragoza zechariah kleist
"""
# Countries and states, which the model may well mean.
_LANDS_LISTED = """
afghanistan alabama alaska alberta albania algeria angola argentina arizona arkansas armenia australia austria azerbaijan bahamas bahrain bangladesh barbados belarus
belgium belize benin bermuda bhutan bolivia bosnia botswana brazil britain bulgaria burma burundi california cambodia cameroon canada chile china colombia colorado
connecticut croatia cuba cyprus delaware denmark djibouti dominica ecuador egypt england eritrea estonia ethiopia fiji finland florida france gabon gambia germany ghana
greece greenland grenada guam guatemala guinea guyana haiti hawaii honduras hungary iceland idaho illinois indiana indonesia iowa iran iraq ireland italy jamaica japan
kansas kazakhstan kentucky kenya korea kosovo kuwait laos latvia lebanon lesotho liberia libya liechtenstein lithuania louisiana luxembourg macedonia madagascar maine malawi
malaysia maldives mali malta manitoba maryland massachusetts mauritania mauritius mexico michigan minnesota mississippi missouri moldova mongolia montana montenegro morocco
mozambique myanmar namibia nebraska nepal netherlands nevada nicaragua niger nigeria norway ohio oklahoma oman ontario oregon pakistan palau palestine panama paraguay
pennsylvania peru philippines poland portugal qatar quebec romania russia rwanda samoa saskatchewan scotland senegal serbia seychelles singapore slovakia slovenia
somalia spain sudan suriname swaziland sweden switzerland syria taiwan tajikistan tanzania tennessee texas thailand tibet togo tonga tunisia turkey uganda ukraine
uruguay utah uzbekistan venezuela vermont vietnam wales wisconsin wyoming yemen zambia zimbabwe
"""
BORNE = frozenset((_NAMES_LISTED + _LANDS_LISTED).split())
