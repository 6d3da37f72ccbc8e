/** What is known about the big providers, as data: their servers change rarely, their sign-in rules often. */
import type { MailboxDiscovery, MailboxPreset, MailServer } from '../../../../shared/schemas/mailboxes.ts'

type PresetName = Exclude<MailboxPreset, 'other'>
type Place = Omit<MailServer, 'user'>

export interface ProviderPreset {
  preset: PresetName
  name: string
  /** Address domains; an entry that starts with a dot stands for everything below it. */
  domains: string[]
  /** Ends of MX host names. */
  mx: string[]
  smtp: Place
  imap: Place
  auth: 'password' | 'xoauth2'
  /** False where the provider files what it sends by itself. */
  saveSentCopy: boolean
  /** Whether the account's own password never works here. */
  appPassword: boolean
  /** What is known of its limits, in words (collected in 2026). */
  limits: string
  advice: string
  helpUrl: string
}

const tls = (host: string, port: number): Place => ({ host, port, security: 'tls' })
const starttls = (host: string, port: number): Place => ({ host, port, security: 'starttls' })

const zohoAdvice =
  'Allow IMAP in the settings of Zoho Mail. If you sign in with two steps, make an application-specific password and use that here.'
const zohoHelp = 'https://www.zoho.com/mail/help/imap-access.html'

function zoho(ending: string): ProviderPreset {
  return {
    preset: 'zoho',
    name: 'Zoho Mail',
    domains: ending === 'com' ? ['zoho.com', 'zohomail.com'] : [`zoho.${ending}`, `zohomail.${ending}`],
    mx: [`zoho.${ending}`, `zohomail.${ending}`],
    smtp: tls(`smtp.zoho.${ending}`, 465),
    imap: tls(`imap.zoho.${ending}`, 993),
    auth: 'password',
    saveSentCopy: false,
    appPassword: false,
    limits: '',
    advice: zohoAdvice,
    helpUrl: zohoHelp,
  }
}

const countries = ['at', 'be', 'ca', 'ch', 'cl', 'co.id', 'co.il', 'co.in', 'co.jp', 'co.kr', 'co.th', 'co.uk', 'co.za', 'com.ar', 'com.au']
  .concat(['com.br', 'com.mx', 'com.tr', 'com.tw', 'com.vn', 'cz', 'de', 'dk', 'es', 'fi', 'fr', 'gr', 'hu', 'ie', 'in', 'it', 'jp', 'nl'])
  .concat(['no', 'pl', 'pt', 'ro', 'ru', 'se', 'sg', 'sk'])
const inCountries = (name: string) => [`${name}.com`, ...countries.map((country) => `${name}.${country}`)]

/** More special MX names stand before more general ones. */
export const providerPresets: ProviderPreset[] = [
  {
    preset: 'gmail',
    name: 'Gmail',
    domains: ['gmail.com', 'googlemail.com'],
    mx: ['google.com', 'googlemail.com'],
    smtp: tls('smtp.gmail.com', 465),
    imap: tls('imap.gmail.com', 993),
    auth: 'password',
    saveSentCopy: false,
    appPassword: true,
    limits:
      'A free Gmail account is said to send up to 500 messages a day, Google Workspace 2,000 in any 24 hours. Far fewer is wiser for mail to people who do not know you.',
    advice:
      'Google takes an app password here, not the password of your account. Switch on 2-Step Verification in your Google account, make an app password (16 letters) and use that.',
    helpUrl: 'https://support.google.com/accounts/answer/185833',
  },
  {
    preset: 'outlook',
    name: 'Outlook.com',
    domains: [...inCountries('outlook'), ...inCountries('hotmail'), ...inCountries('live'), 'msn.com', 'passport.com', 'windowslive.com'],
    mx: ['olc.protection.outlook.com', 'hotmail.com'],
    smtp: starttls('smtp-mail.outlook.com', 587),
    imap: tls('outlook.office365.com', 993),
    auth: 'xoauth2',
    saveSentCopy: false,
    appPassword: false,
    limits:
      'Outlook.com lets subscribers of Microsoft 365 reach 5,000 people a day, 1,000 of them for the first time; free accounts fewer.',
    advice:
      'Outlook.com no longer takes passwords from mail programs. Sign in with Microsoft (OAuth), and allow IMAP in the settings of Outlook.com.',
    helpUrl: 'https://support.microsoft.com/office/pop-imap-and-smtp-settings-for-outlook-com-d088b986-291d-42b8-9564-9c414e2aa040',
  },
  {
    preset: 'microsoft365',
    name: 'Microsoft 365',
    domains: ['.onmicrosoft.com'],
    mx: ['mail.protection.outlook.com', 'mx.microsoft', 'outlook.com'],
    smtp: starttls('smtp.office365.com', 587),
    imap: tls('outlook.office365.com', 993),
    auth: 'xoauth2',
    saveSentCopy: false,
    appPassword: false,
    limits:
      'Microsoft 365 takes 10,000 recipients in 24 hours and 30 messages a minute. Far fewer is wiser for mail to people who do not know you.',
    advice:
      'Sign in with Microsoft (OAuth). Passwords stop working for sending at the end of December 2026 unless an administrator allows them again, and the administrator must allow authenticated SMTP for this mailbox.',
    helpUrl: 'https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission',
  },
  {
    preset: 'icloud',
    name: 'iCloud Mail',
    domains: ['icloud.com', 'me.com', 'mac.com'],
    mx: ['mail.icloud.com', 'icloud.com'],
    smtp: starttls('smtp.mail.me.com', 587),
    imap: tls('imap.mail.me.com', 993),
    auth: 'password',
    saveSentCopy: true,
    appPassword: true,
    limits: '',
    advice: 'Apple takes an app-specific password here. Make one at account.apple.com under Sign-In and Security.',
    helpUrl: 'https://support.apple.com/102654',
  },
  {
    preset: 'fastmail',
    name: 'Fastmail',
    domains: [
      'fastmail.com',
      'fastmail.fm',
      'fastmail.net',
      'fastmail.org',
      'fastmail.co.uk',
      'fastmail.de',
      'fastmail.jp',
      'messagingengine.com',
      'sent.com',
    ],
    mx: ['messagingengine.com'],
    smtp: tls('smtp.fastmail.com', 465),
    imap: tls('imap.fastmail.com', 993),
    auth: 'password',
    saveSentCopy: true,
    appPassword: true,
    limits: '',
    advice: 'Fastmail takes an app password here. Make one in Settings, Privacy and Security, with access to mail.',
    helpUrl: 'https://www.fastmail.help/hc/en-us/articles/360058752854',
  },
  zoho('com'),
  zoho('eu'),
  zoho('in'),
  zoho('com.au'),
  zoho('jp'),
  {
    preset: 'yahoo',
    name: 'Yahoo Mail',
    domains: [...inCountries('yahoo'), 'ymail.com', 'rocketmail.com', 'myyahoo.com'],
    mx: ['yahoodns.net'],
    smtp: tls('smtp.mail.yahoo.com', 465),
    imap: tls('imap.mail.yahoo.com', 993),
    auth: 'password',
    saveSentCopy: true,
    appPassword: true,
    limits: '',
    advice: 'Yahoo takes an app password here. Make one in the security settings of your Yahoo account.',
    helpUrl: 'https://help.yahoo.com/kb/SLN15241.html',
  },
]

/** @param domain in lower-case ASCII */
export function presetForDomain(domain: string): ProviderPreset | null {
  return (
    providerPresets.find(({ domains }) => domains.some((known) => (known.startsWith('.') ? domain.endsWith(known) : domain === known))) ??
    null
  )
}

/** @param hosts MX host names, the most preferred first */
export function presetForMx(hosts: string[]): ProviderPreset | null {
  for (const host of hosts) {
    const name = host.toLowerCase().replace(/\.$/, '')
    const preset = providerPresets.find(({ mx }) => mx.some((known) => name === known || name.endsWith(`.${known}`)))
    if (preset) return preset
  }
  return null
}

/** The first entry of that name; null for `other`. */
export function presetNamed(name: MailboxPreset): ProviderPreset | null {
  return providerPresets.find(({ preset }) => preset === name) ?? null
}

/** How a provider takes passwords; see the contract. */
export function passwordAt({ preset, appPassword }: ProviderPreset): 'own' | 'app' | 'ending' | 'refused' {
  if (preset === 'outlook') return 'refused'
  if (preset === 'microsoft365') return 'ending'
  return appPassword ? 'app' : 'own'
}

/** @param user what is signed in with: the whole address at all of them */
export function discoveryFromPreset(preset: ProviderPreset, user: string): MailboxDiscovery {
  return {
    preset: preset.preset,
    smtp: { ...preset.smtp, user },
    imap: { ...preset.imap, user },
    auth: preset.auth,
    saveSentCopy: preset.saveSentCopy,
    source: 'preset',
    advice: preset.advice,
    helpUrl: preset.helpUrl,
  }
}
