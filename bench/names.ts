/** Where people come from, and how people there are called. Logins are made of the Latin form. */
export interface Culture {
  readonly country: string;
  readonly locale: string;
  readonly cities: readonly string[];
  /** As written, and in Latin letters without accents where that differs. */
  readonly given: readonly (string | readonly [string, string])[];
  readonly family: readonly (string | readonly [string, string])[];
  readonly dialling: string;
}

export const cultures: readonly Culture[] = [
  {
    country: 'US',
    locale: 'en-US',
    cities: ['Austin', 'Portland', 'St. Louis', 'Coeur d’Alene'],
    given: ['Maya', 'Ethan', 'Imani', 'Caleb', 'Ruth', 'D’Andre'],
    family: ['Walker', 'O’Connor', 'Nguyen', 'Van der Berg', 'Smith-Jones', 'Begay'],
    dialling: '+1 512 555',
  },
  {
    country: 'IE',
    locale: 'en-IE',
    cities: ['Dublin', 'Dún Laoghaire'],
    given: [['Siobhán', 'siobhan'], ['Pádraig', 'padraig'], 'Aoife', ['Seán', 'sean']],
    family: ["O'Neill", ['Ó Súilleabháin', 'osuilleabhain'], "D'Arcy", 'Byrne'],
    dialling: '+353 1 555',
  },
  {
    country: 'FR',
    locale: 'fr-FR',
    cities: ['Paris', 'Nîmes', "L'Haÿ-les-Roses"],
    given: [['Zoé', 'zoe'], ['François', 'francois'], ['Héloïse', 'heloise'], 'Baptiste'],
    family: [['Lefèvre', 'lefevre'], ['D’Aboville', 'daboville'], ['Gagné', 'gagne'], 'Moreau'],
    dialling: '+33 1 55',
  },
  {
    country: 'DE',
    locale: 'de-DE',
    cities: ['Köln', 'Berlin', 'Görlitz'],
    given: [['Jürgen', 'juergen'], 'Anke', ['Käthe', 'kaethe'], 'Lukas'],
    family: [['Müller', 'mueller'], ['Weiß', 'weiss'], 'von Arnim', ['Schröder', 'schroeder']],
    dialling: '+49 30 555',
  },
  {
    country: 'PL',
    locale: 'pl-PL',
    cities: ['Łódź', 'Kraków'],
    given: [
      ['Łucja', 'lucja'],
      ['Stanisław', 'stanislaw'],
      ['Żaneta', 'zaneta'],
    ],
    family: [
      ['Wójcik', 'wojcik'],
      ['Dąbrowski', 'dabrowski'],
      ['Źrebiec', 'zrebiec'],
    ],
    dialling: '+48 22 555',
  },
  {
    country: 'JP',
    locale: 'ja-JP',
    cities: ['東京', '大阪'],
    given: [
      ['陽菜', 'hina'],
      ['蓮', 'ren'],
      ['健太', 'kenta'],
      ['さくら', 'sakura'],
    ],
    family: [
      ['佐藤', 'sato'],
      ['高橋', 'takahashi'],
      ['渡邉', 'watanabe'],
    ],
    dialling: '+81 3 5555',
  },
  {
    country: 'CN',
    locale: 'zh-CN',
    cities: ['上海', '成都'],
    given: [
      ['伟', 'wei'],
      ['秀英', 'xiuying'],
      ['梓涵', 'zihan'],
    ],
    family: [
      ['王', 'wang'],
      ['欧阳', 'ouyang'],
      ['李', 'li'],
    ],
    dialling: '+86 21 5555',
  },
  {
    country: 'KR',
    locale: 'ko-KR',
    cities: ['서울', '부산'],
    given: [
      ['서연', 'seoyeon'],
      ['민준', 'minjun'],
    ],
    family: [
      ['김', 'kim'],
      ['박', 'park'],
      ['최', 'choi'],
    ],
    dialling: '+82 2 555',
  },
  {
    country: 'IN',
    locale: 'en-IN',
    cities: ['Bengaluru', 'Pune'],
    given: ['Ananya', 'Rohan', 'Lakshmi', 'Arjun'],
    family: ['Iyer', 'Chattopadhyay', 'Rao', 'Singh'],
    dialling: '+91 80 5555',
  },
  {
    country: 'ES',
    locale: 'es-ES',
    cities: ['A Coruña', 'Cádiz'],
    given: [['Íñigo', 'inigo'], ['María José', 'mariajose'], 'Nuria'],
    family: [
      ['Núñez', 'nunez'],
      ['García Márquez', 'garciamarquez'],
      ['Peña', 'pena'],
    ],
    dialling: '+34 91 555',
  },
  {
    country: 'TR',
    locale: 'tr-TR',
    cities: ['İzmir', 'Ankara'],
    given: [
      ['Çağla', 'cagla'],
      ['İsmail', 'ismail'],
      ['Gülşen', 'gulsen'],
    ],
    family: [
      ['Yıldız', 'yildiz'],
      ['Öztürk', 'ozturk'],
      ['Şahin', 'sahin'],
    ],
    dialling: '+90 232 555',
  },
  {
    country: 'EG',
    locale: 'ar-EG',
    cities: ['القاهرة'],
    given: [
      ['ليلى', 'layla'],
      ['عمر', 'omar'],
    ],
    family: [
      ['حداد', 'haddad'],
      ['المصري', 'elmasry'],
    ],
    dialling: '+20 2 5555',
  },
];
