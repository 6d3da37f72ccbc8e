/** First name, last name, company (empty for some, so that what stands in its place matters). All invented. */
const names: [first: string, last: string, company: string][] = [
  ['Amelia', 'Hartwell', 'Hartwell Bakery'],
  ['Bruno', 'Lindqvist', 'Nordlicht Cycles'],
  ['Carla', 'Mendes', 'Atelier Mendes'],
  ['David', 'Okafor', 'Okafor & Partners'],
  ['Elif', 'Yıldız', 'Yıldız Ceramics'],
  ['Felix', 'Baumgartner-Weiß', 'Baumgartner Gartenbau'],
  ['Greta', 'Sorensen', 'Fjord Interiors'],
  ['Hugo', 'Delacroix', ''],
  ['Ines', 'Carvalho', 'Porto Print House'],
  ['Jonas', 'Winkler', 'Winkler Roastery'],
  ['Katya', 'Morozova', 'Studio Morozova'],
  ['Liam', 'Gallagher-Byrne', 'Harbour Street Yoga'],
  ['Mei', 'Tanaka', 'Tanaka Tea'],
  ['Noah', 'van Dijk', 'Van Dijk Bikes'],
  ['Olga', 'Nowak', 'Nowak Optics'],
  ['Paul', 'Steinbach', ''],
  ['Quentin', 'Moreau', 'Librairie Moreau'],
  ['Rosa', 'Iglesias', 'Iglesias Flowers'],
  ['Samir', 'Haddad', 'Haddad Catering'],
  ['Tilda', 'Ekström', 'Ekström Design'],
  ['Umar', 'Farouk', 'Farouk Travel'],
  ['Vera', 'Kowalski', 'Kowalski Dental'],
  ['William', 'Ashdown', 'Ashdown Books'],
  ['Xenia', 'Papadaki', 'Papadaki Olive Oil'],
  ['Yusuf', 'Demir', 'Demir Upholstery'],
  ['Zoë', 'Fairweather', ''],
  ['Anton', 'Gruber', 'Gruber Alpine Tours'],
  ['Beatriz', 'Salgado', 'Salgado Guitars'],
  ['Chidi', 'Eze', 'Eze Media'],
  ['Dorothea', 'Klein', 'Klein & Fein'],
  ['Emil', 'Rasmussen', 'Rasmussen Boats'],
  ['Fatima', 'Zahra', 'Zahra Textiles'],
  ['Gabriel', 'Rossi', 'Rossi Gelato'],
  ['Hannah', 'Brightwater', 'Brightwater Pilates'],
  ['Ivo', 'Petrov', ''],
  ['Jana', 'Horáková', 'Horáková Glass'],
  ['Kenji', 'Mori', 'Mori Knives'],
  ['Lucía', 'Fuentes', 'Fuentes Photography'],
  ['Marek', 'Zielinski', 'Zielinski Woodwork'],
  ['Nadia', 'Benali', 'Benali Skin Care'],
]

export interface Person {
  email: string
  firstName: string
  lastName: string
  companyName: string
}

/** Their addresses end in `.example`, which belongs to nobody (RFC 2606). */
export const invented: Person[] = names.map(([firstName, lastName, companyName]) => ({
  email: `${plain(firstName)}@${plain(companyName || lastName)}.example`,
  firstName,
  lastName,
  companyName,
}))

function plain(text: string): string {
  return text
    .replaceAll('ı', 'i')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[^A-Za-z]+/g, '')
    .toLowerCase()
}
