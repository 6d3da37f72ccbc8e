/** What a failed sign-in means, and what a person can do about it. */
import type { CheckResult, MailboxPreset, MailServer } from '../../../../shared/schemas/mailboxes.ts'
import { type ProviderPreset, presetNamed } from './mailbox-presets.ts'

/** The facts of a sign-in, as the mail ports give them. */
export type ProbeFacts =
  | { ok: true; notes: string[] }
  | { ok: false; stage: string; replyCode: number | null; response: string; errorCode: string; error: string }

type Failure = Extract<ProbeFacts, { ok: false }>
type Problem = NonNullable<CheckResult['problem']>

export interface ProbedPart {
  preset: MailboxPreset
  part: 'smtp' | 'imap'
  server: MailServer
  auth: 'password' | 'xoauth2'
}

interface Finding {
  problem: Problem
  message: string
  helpUrl?: string | null
}

/** Pure: the server's words first, the system's code second, the stage last. */
export function checkResult(about: ProbedPart, probe: ProbeFacts): CheckResult {
  const { part } = about
  if (probe.ok) {
    const what = part === 'smtp' ? 'Sending works' : 'Reading replies works'
    return { part, ok: true, problem: null, message: [`${what}: the sign-in was accepted.`, ...probe.notes].join(' '), helpUrl: null }
  }
  const found = byCode(about, probe) ?? (probe.stage === 'auth' ? bySignIn(about, probe) : byServer(about, probe))
  return { part, ok: false, problem: found.problem, message: found.message, helpUrl: found.helpUrl ?? null }
}

function byCode(about: ProbedPart, probe: Failure): Finding | null {
  const { errorCode } = probe
  const place = placeOf(about)
  const found = codes.find((entry) => entry.code.test(errorCode))
  if (found) return { problem: found.problem, message: found.words(place, about) }
  if (probe.stage === 'tls') return noEncryption(about, probe)
  return null
}

type Words = (place: string, about: ProbedPart) => string

const codes: { code: RegExp; problem: Problem; words: Words }[] = [
  {
    code: /^UNENCRYPTED_REFUSED$/,
    problem: 'unencrypted_refused',
    words: (place) =>
      `The connection to ${place} would not be encrypted, so no password was sent. Choose TLS or STARTTLS, or allow unencrypted connections if you mean it.`,
  },
  {
    code: /^NO_AUTH_OFFERED$/,
    problem: 'no_auth_offered',
    words: (place) =>
      `${place} offers no way to sign in that fits. Check the port (usually 465 or 587 for sending, 993 for reading), or leave the user name empty if this server wants no sign-in.`,
  },
  {
    code: /^TOKEN_REFUSED$|^invalid_grant$/,
    problem: 'token_expired',
    words: () => 'The sign-in has expired or was taken back at the provider. Sign in to this mailbox again.',
  },
  {
    code: /CERT_HAS_EXPIRED/,
    problem: 'certificate',
    words: (place) => `The certificate of ${within(place)} has expired. Ask whoever runs this server to renew it.`,
  },
  {
    code: /CERT_NOT_YET_VALID/,
    problem: 'certificate',
    words: (place) => `The certificate of ${within(place)} is not valid yet. Check the date and time of this computer.`,
  },
  {
    code: /ALTNAME_INVALID/,
    problem: 'certificate',
    words: (place, { server }) =>
      `The certificate of ${within(place)} is for another name than ${server.host}. Use the server name that your provider gives, not an alias of your own domain.`,
  },
  {
    code: /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_|SIGNATURE/,
    problem: 'certificate',
    words: (place) =>
      `Nobody vouches for the certificate of ${within(place)} (it may be self-signed). If this is your own server, allow invalid certificates for this mailbox; otherwise somebody may be listening in.`,
  },
  {
    code: /^EPROTO$|WRONG_VERSION|^ERR_SSL|^GREETING_TIMEOUT$|^UPGRADE_TIMEOUT$|ClosedAfterConnectTLS/,
    problem: 'tls_mismatch',
    words: (place, { server }) =>
      `${place} did not answer in the way that "${securityWords[server.security]}" expects. Port and encryption do not match: ${portWords}`,
  },
  {
    code: /^ECONNREFUSED$/,
    problem: 'connection_refused',
    words: (place) =>
      `${place} refused the connection. Check server name and port, and whether a firewall or antivirus program blocks mail.`,
  },
  {
    code: /^(ENOTFOUND|EDNS|ENODATA|EAI_AGAIN|ESERVFAIL)$/,
    problem: 'host_not_found',
    words: (_, { server }) =>
      `There is no server named ${server.host}, or this computer is offline. Check the spelling and the internet connection.`,
  },
  {
    code: /^(ETIMEDOUT|ETIMEOUT|CONNECT_TIMEOUT|SOCKET_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/,
    problem: 'timeout',
    words: (place) => `${place} did not answer in time. Check server name and port; some networks block mail ports.`,
  },
]

const securityWords = { tls: 'TLS', starttls: 'STARTTLS', none: 'no encryption' }
const portWords = 'use TLS with 465 (sending) or 993 (reading), STARTTLS with 587 or 143.'

function noEncryption(about: ProbedPart, probe: Failure): Finding {
  return {
    problem: 'tls_mismatch',
    message: `${placeOf(about)} offers no encryption on this port, so nothing was sent${quote(probe)}. Port and encryption do not match: ${portWords}`,
  }
}

/** The providers' own words; the more special ones stand first. */
const signInWords: { words: RegExp; problem: Problem }[] = [
  {
    words: /must issue a STARTTLS|5\.7\.0 .*STARTTLS|PRIVACYREQUIRED|login is disabled|LOGINDISABLED|plaintext authentication disallowed/i,
    problem: 'tls_required',
  },
  {
    words: /SmtpClientAuthentication is disabled|basic auth(entication)? is (disabled|not supported)|5\.7\.30\b/i,
    problem: 'basic_auth_disabled',
  },
  {
    words:
      /application-specific password|app[- ]?specific password|app password|log ?in via your web browser|5\.7\.9\b|5\.7\.14\b|InvalidSecondFactor/i,
    problem: 'app_password_needed',
  },
  { words: /AADSTS|token (is )?expired|invalid[_ ]token|"status":"40[01]"/i, problem: 'token_expired' },
]

const imapOff = /not enabled for IMAP|enable IMAP|IMAP (access )?is disabled|imap access disabled/i
const tooOften = /too many|rate limit|try again later|temporar|\[UNAVAILABLE\]|\b4\.7\.0\b/i

function bySignIn(about: ProbedPart, probe: Failure): Finding {
  const words = probe.response || probe.error
  const provider = presetNamed(about.preset)
  const helpUrl = provider?.helpUrl ?? null
  if (imapOff.test(words)) {
    return {
      problem: 'other',
      message: `IMAP is switched off for this mailbox. Switch it on in the settings of your provider${quote(probe)}.`,
      helpUrl,
    }
  }
  if (tooOften.test(words) && !signInWords.some((entry) => entry.words.test(words))) {
    return {
      problem: 'other',
      message: `The server does not take a sign-in just now${quote(probe)}. Wait a few minutes, then test again.`,
      helpUrl: null,
    }
  }
  const problem =
    signInWords.find((entry) => entry.words.test(words))?.problem ?? (probe.stage === 'auth' ? unspecific(about, provider, words) : 'other')
  return { problem, message: signInMessage(problem, about, provider, probe), helpUrl: problem === 'tls_required' ? null : helpUrl }
}

/** The server only says no: what that means depends on what it takes at all. */
function unspecific(about: ProbedPart, provider: ProviderPreset | null, words: string): Problem {
  if (about.auth === 'xoauth2') return 'token_expired'
  if (/credentials were incorrect/i.test(words)) return 'wrong_password'
  // Exchange Online answers so to every password once basic sign-in is off.
  if (isMicrosoft(about) && /LOGIN failed|AUTHENTICATE failed|5\.7\.139\b/i.test(words)) return 'basic_auth_disabled'
  return provider?.appPassword && provider.preset !== 'gmail' ? 'app_password_needed' : 'wrong_password'
}

function isMicrosoft({ preset, server }: ProbedPart): boolean {
  return preset === 'microsoft365' || preset === 'outlook' || /(^|\.)(office365|outlook)\.com$/i.test(server.host)
}

function signInMessage(problem: Problem, about: ProbedPart, provider: ProviderPreset | null, probe: Failure): string {
  const advice = provider ? ` ${provider.advice}` : ''
  const { server } = about
  if (problem === 'app_password_needed') {
    return provider?.appPassword
      ? `The password was refused${quote(probe)}.${advice}`
      : `This account needs an app password${quote(probe)}. Make one in its security settings and use it here instead of your own.${advice}`
  }
  if (problem === 'basic_auth_disabled') {
    return `The provider no longer takes passwords for this mailbox${quote(probe)}. Sign in with Microsoft (OAuth), or ask the administrator to allow authenticated SMTP and basic sign-in.`
  }
  if (problem === 'token_expired')
    return `The sign-in has expired or was taken back at the provider${quote(probe)}. Sign in to this mailbox again.`
  if (problem === 'tls_required')
    return `${placeOf(about)} takes passwords over an encrypted connection only${quote(probe)}. Choose TLS or STARTTLS: ${portWords}`
  if (problem === 'wrong_password')
    return `User name or password is wrong for ${server.user || 'this mailbox'}${quote(probe)}.${advice || ' Check both; some providers want an app password, or the user name without the domain.'}`
  return `The sign-in failed${quote(probe)}.${advice}`
}

/** A server that said no before anybody signed in, and everything else. */
function byServer(about: ProbedPart, probe: Failure): Finding {
  const specific = signInWords.find((entry) => entry.words.test(probe.response))
  if (specific) return bySignIn(about, probe)
  if (probe.response) return { problem: 'other', message: `${placeOf(about)} turned the connection away${quote(probe)}.` }
  return {
    problem: 'other',
    message: `The connection to ${within(placeOf(about))} ended before the sign-in (${probe.error.slice(0, 200)}). Check port and encryption: ${portWords}`,
  }
}

/** In the middle of a sentence. */
function within(place: string): string {
  return place.charAt(0).toLowerCase() + place.slice(1)
}

function placeOf({ part, server }: ProbedPart): string {
  return `The ${part.toUpperCase()} server ${server.host}:${server.port}`
}

function quote(probe: Failure): string {
  const words = probe.response || probe.error
  return words ? ` (it says: "${words.slice(0, 200)}")` : ''
}
