/** What invented people are called. */

export const firstNames = (
  'Ada Alba Amir Anja Anton Asha Aylin Bela Bianca Boris Camille Carlos Cem Chiara Dana Dario Dilan Edda Elias Elin Emre Enzo Esra ' +
  'Fabian Farah Fiona Freya Gabor Gina Goran Hana Helge Ilse Imani Ines Ivan Jade Jakob Janne Jorge Juna Kaja Kamil Kenji Lale Lars ' +
  'Leila Levi Linus Lola Lucia Luka Maja Malik Marek Mats Mei Mila Milo Nadia Naomi Nils Nora Noel Odile Omar Otto Pablo Petra Pia ' +
  'Rafael Ravi Reza Rosa Runa Sami Selma Signe Sven Talia Tariq Theo Tilda Timo Ugo Vera Vito Wanda Yann Yara Zelda Zoran'
).split(' ')

export const lastNames = (
  'Abram Adeyemi Aksoy Almeida Anders Aydin Bakker Baric Bauer Becker Belov Berg Bianchi Blom Borges Brandt Bruun Castel Cerny Conti ' +
  'Costa Dahl Demir Dubois Eder Ekberg Engel Falk Ferrari Fischer Fonseca Frey Garnier Gerber Haas Halim Hansen Horak Ibarra Ilves ' +
  'Jansen Jensen Kaya Keller Khalil Koch Kovac Kramer Kruse Lang Larsen Leroy Lind Lopez Lund Marino Marten Mendes Meyer Moreau Mori ' +
  'Nagy Navarro Neri Nilsen Novak Okoye Olsen Ortega Park Pavlov Perrin Petit Popa Quinn Ramos Reyes Ritter Rossi Sato Schulz Silva ' +
  'Simon Sorel Steiner Tanaka Toth Ueda Valdez Vogel Wagner Weber Winter Yilmaz Zeman Ziegler'
).split(' ')

/** What they are about where nobody said what to look for. */
export const topics = (
  'coffee travel garden books yoga vinyl pottery running baking camera knitting cycling sketch hiking surf tea ceramics vintage ' +
  'plants cooking'
).split(' ')

/** What stands behind a topic in a handle: `espresso`, `espressolab`, `espressonotes`, … */
export const endings = [
  '',
  'lab',
  'notes',
  'daily',
  'corner',
  'life',
  'house',
  'club',
  'diary',
  'works',
  'time',
  'tales',
  'room',
  'days',
  'post',
  'school',
]

/** What a company is called after its person's last name. */
export const companyEndings = ['Studio', 'Media', 'Creative', '& Co.', 'Productions', 'Collective', 'Atelier', 'Digital']

/** Parts of a handle, in order; `first` and `topic` are replaced. No two can come out as the same handle. */
export const handleShapes = [
  ['first', 'topic'],
  ['topic', 'first'],
  ['topic', 'by', 'first'],
  ['topic', 'with', 'first'],
  ['its', 'first', 'topic'],
  ['the', 'topic', 'first'],
  ['hey', 'first', 'topic'],
  ['first', 'on', 'topic'],
  ['my', 'topic', 'first'],
  ['first', 'loves', 'topic'],
] as const

export const locations = [
  'Australia',
  'Austria',
  'Brazil',
  'Canada',
  'France',
  'Germany',
  'Italy',
  'Netherlands',
  'Spain',
  'Switzerland',
  'United Kingdom',
  'United States',
]

export const languages: [code: string, name: string][] = [
  ['ar', 'Arabic'],
  ['nl', 'Dutch'],
  ['en', 'English'],
  ['fr', 'French'],
  ['de', 'German'],
  ['it', 'Italian'],
  ['ja', 'Japanese'],
  ['pl', 'Polish'],
  ['pt', 'Portuguese'],
  ['es', 'Spanish'],
  ['sv', 'Swedish'],
  ['tr', 'Turkish'],
]
