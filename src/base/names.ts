import { drawBelow, type Rng } from './random'

/**
 * A name for a container that was given none: an adjective and a notable scientist or hacker.
 * @models moby pkg/namesgenerator (internal/namesgenerator)
 * @fidelity part: the lists are our own
 */
const adjectives: readonly string[] =
  `admiring agile amazing amused ardent awesome blissful bold brave bright busy calm charming cheerful clever compassionate
 confident cool cosmic crafty curious daring dazzling determined dreamy eager earnest ecstatic elastic elated elegant eloquent
 epic exciting fearless fervent festive flamboyant focused friendly frosty funny gallant gentle gifted goofy gracious great happy
 hardcore heuristic hopeful hungry infallible inspiring intelligent interesting jolly jovial keen kind laughing loving lucid magical
 modest musing mystifying naughty nervous nice nifty nimble nostalgic objective optimistic peaceful pensive practical priceless
 quirky quizzical recursing relaxed reverent romantic serene sharp silly sleepy stoic strange stupefied suspicious sweet tender
 thirsty trusting unruffled upbeat vibrant vigilant vigorous wizardly wonderful xenodochial youthful zealous zen boring`
    .trim()
    .split(/\s+/)

const surnames: readonly string[] =
  `agnesi albattani allen almeida antonelli archimedes ardinghelli aryabhata austin babbage banach banzai bardeen bartik bassi beaver
 bell benz bhabha bhaskara blackburn blackwell bohr booth borg bose bouman boyd brahmagupta brattain brown buck burnell cannon carson
 cartwright cerf chandrasekhar chaplygin chatelet chatterjee chaum chebyshev clarke cohen colden cori cray curie curran darwin davinci
 dewdney dhawan diffie dijkstra dirac driscoll dubinsky easley edison einstein elbakyan elgamal elion ellis engelbart euclid euler
 faraday feistel fermat fermi feynman franklin gagarin galileo galois ganguly gates gauss germain goldberg goldstine goldwasser golick
 goodall gould greider grothendieck haibt hamilton haslett hawking heisenberg hellman hermann herschel hertz heyrovsky hodgkin hofstadter
 hoover hopper hugle hypatia ishizaka jackson jang jemison jennings jepsen johnson joliot jones kalam kapitsa kare keldysh keller kepler
 khayyam khorana kilby kirch knuth kowalevski lalande lamarr lamport leakey leavitt lederberg lehmann lewin lichterman liskov lovelace
 lumiere mahavira margulis matsumoto maxwell mayer mccarthy mcclintock mclaren mclean mcnulty meitner mendel mendeleev meninsky merkle
 mestorf mirzakhani montalcini moore morse moser murdock napier nash neumann newton nightingale nobel noether northcutt noyce panini pare
 pascal pasteur payne perlman pike poincare poitras proskuriakova ptolemy raman ramanujan rhodes ride ritchie robinson roentgen rosalind
 rubin saha sammet sanderson satoshi shamir shannon shaw shirley shockley shtern sinoussi snyder solomon spence stonebraker sutherland
 swanson swartz swirles taussig tesla tharp thompson torvalds tu turing varahamihira vaughan villani visvesvaraya volhard wescoff wilbur
 wiles williams williamson wilson wing wozniak wright wu yalow yonath zhukovsky`
    .trim()
    .split(/\s+/)

/** `attempt` above 0 adds a digit, as docker does after a name was taken. Steve Wozniak is not boring. */
export function randomName(rng: Rng, attempt = 0): readonly [name: string, rng: Rng] {
  const [left, afterLeft] = drawBelow(rng, adjectives.length)
  const [right, afterRight] = drawBelow(afterLeft, surnames.length)
  const name = `${adjectives[left]!}_${surnames[right]!}`
  if (name === 'boring_wozniak') return randomName(afterRight, attempt)
  if (attempt === 0) return [name, afterRight]
  const [digit, afterDigit] = drawBelow(afterRight, 10)
  return [`${name}${digit}`, afterDigit]
}
