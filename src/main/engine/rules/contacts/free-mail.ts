/**
 * Domains where anybody can have a mailbox: two addresses there say nothing about the same company. Used wherever a
 * domain would otherwise stand for a company (stop-by-company).
 */
const domains = new Set(
  `gmail.com googlemail.com
  outlook.com hotmail.com live.com msn.com passport.com windowslive.com
  icloud.com me.com mac.com privaterelay.appleid.com
  ymail.com rocketmail.com myyahoo.com aol.com aim.com verizon.net
  proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.com tuta.io keemail.me
  gmx.com gmx.net gmx.de gmx.at gmx.ch gmx.org gmx.eu gmx.us gmx.co.uk gmx.fr mail.com email.com usa.com
  web.de freenet.de t-online.de arcor.de 1und1.de online.de posteo.de posteo.net mailbox.org email.de freemail.de
  vodafone.de o2online.de alice-dsl.de kabelmail.de unitybox.de magenta.de mail.de firemail.de emailn.de
  aon.at chello.at bluewin.ch hispeed.ch sunrise.ch swissonline.ch
  orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr cegetel.net club-internet.fr aliceadsl.fr
  libero.it virgilio.it alice.it tin.it tim.it tiscali.it inwind.it iol.it email.it fastwebnet.it
  terra.com terra.es telefonica.net ono.com sapo.pt iol.pt
  ziggo.nl kpnmail.nl planet.nl hetnet.nl home.nl xs4all.nl casema.nl chello.nl telenet.be skynet.be proximus.be scarlet.be
  btinternet.com btopenworld.com sky.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk tiscali.co.uk
  comcast.net xfinity.com att.net sbcglobal.net bellsouth.net cox.net charter.net spectrum.net optonline.net earthlink.net
  juno.com netzero.net frontier.com windstream.net centurylink.net q.com rogers.com shaw.ca sympatico.ca telus.net videotron.ca
  bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au xtra.co.nz
  mail.ru bk.ru inbox.ru list.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru ukr.net i.ua meta.ua
  wp.pl o2.pl onet.pl op.pl interia.pl gazeta.pl poczta.onet.pl vp.pl tlen.pl seznam.cz email.cz centrum.cz post.cz azet.sk centrum.sk
  freemail.hu citromail.hu abv.bg mail.bg inbox.lv inbox.lt mail.ee telia.com spray.se bredband.net online.no getmail.no
  jubii.dk stofanet.dk kolumbus.fi luukku.com walla.com walla.co.il mynet.com
  qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com 189.cn naver.com daum.net hanmail.net
  kakao.com nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp au.com nifty.com rediffmail.com indiatimes.com
  uol.com.br bol.com.br ig.com.br terra.com.br globo.com zohomail.com zohomail.eu zoho.com fastmail.com fastmail.fm hey.com
  hushmail.com runbox.com mailfence.com startmail.com disroot.org riseup.net inbox.com lycos.com duck.com mozmail.com
  simplelogin.com simplelogin.io anonaddy.com addy.io mailinator.com guerrillamail.com yopmail.com`.split(/\s+/),
)

/** Providers that use the same name under the endings of many countries: yahoo.co.uk, hotmail.fr, live.nl. */
const everywhere = /^(yahoo|hotmail|outlook|live|ymail|rocketmail|yandex|gmx|aol|windowslive)\.(com\.|co\.|net\.)?[a-z]{2,3}$/

/** Whether anybody can have a mailbox at a domain. */
export function isFreeMail(domain: string): boolean {
  const name = domain.toLowerCase()
  return domains.has(name) || everywhere.test(name)
}
