import { describe, expect, it } from 'vitest'
import { checkResult, type ProbedPart, type ProbeFacts } from '../../src/main/engine/rules/mailboxes/connection-problem.ts'
import { discoveryFromPreset, presetNamed } from '../../src/main/engine/rules/mailboxes/mailbox-presets.ts'
import type { MailboxPreset } from '../../src/shared/schemas/mailboxes.ts'

function about(preset: MailboxPreset, part: 'smtp' | 'imap', auth: 'password' | 'xoauth2' = 'password'): ProbedPart {
  const known = presetNamed(preset)
  const server = known
    ? discoveryFromPreset(known, 'ana@example.com')[part]
    : { host: 'mail.example.com', port: part === 'smtp' ? 465 : 993, security: 'tls' as const, user: 'ana@example.com' }
  return { preset, part, server, auth }
}

const refused = (stage: string, response: string): ProbeFacts => ({
  ok: false,
  stage,
  replyCode: Number(/^\d{3}/.exec(response)?.[0] ?? 0) || null,
  response,
  errorCode: '',
  error: response,
})
const broken = (stage: string, errorCode: string): ProbeFacts => ({
  ok: false,
  stage,
  replyCode: null,
  response: '',
  errorCode,
  error: 'it ended',
})

describe('what providers say at sign-in', () => {
  it.each([
    [
      'gmail',
      'smtp',
      '534 5.7.9 Application-specific password required. For more information, go to https://support.google.com/mail/?p=InvalidSecondFactor 5b1f17b1804b1-42 - gsmtp',
      'app_password_needed',
    ],
    [
      'gmail',
      'smtp',
      '534-5.7.14 <https://accounts.google.com/signin/continue?sarp=1> Please log in via your web browser and then try again.',
      'app_password_needed',
    ],
    [
      'gmail',
      'smtp',
      '535-5.7.8 Username and Password not accepted. For more information, go to 535 5.7.8 https://support.google.com/mail/?p=BadCredentials gsmtp',
      'wrong_password',
    ],
    [
      'gmail',
      'imap',
      '[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
      'app_password_needed',
    ],
    ['gmail', 'imap', '[AUTHENTICATIONFAILED] Invalid credentials (Failure)', 'wrong_password'],
    [
      'gmail',
      'imap',
      '[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)',
      'other',
    ],
    ['gmail', 'imap', '[ALERT] Too many simultaneous connections. (Failure)', 'other'],
    [
      'microsoft365',
      'smtp',
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [AM0PR02CA0001.eurprd02.prod.outlook.com]',
      'basic_auth_disabled',
    ],
    [
      'microsoft365',
      'smtp',
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.',
      'basic_auth_disabled',
    ],
    [
      'outlook',
      'smtp',
      '535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [VI1PR09CA0101.eurprd09.prod.outlook.com]',
      'basic_auth_disabled',
    ],
    ['microsoft365', 'smtp', '550 5.7.30 Basic authentication is not supported for Client Submission.', 'basic_auth_disabled'],
    [
      'microsoft365',
      'smtp',
      '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [AM0PR02CA0001]',
      'wrong_password',
    ],
    ['microsoft365', 'smtp', '535 5.7.3 Authentication unsuccessful [AM0PR02CA0001.eurprd02.prod.outlook.com]', 'wrong_password'],
    ['outlook', 'imap', 'LOGIN failed.', 'basic_auth_disabled'],
    ['microsoft365', 'imap', 'AUTHENTICATE failed.', 'basic_auth_disabled'],
    ['icloud', 'smtp', '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6', 'app_password_needed'],
    ['icloud', 'imap', '[AUTHENTICATIONFAILED] Authentication Failed', 'app_password_needed'],
    ['yahoo', 'smtp', '535 5.7.0 (#AUTH005) Too many bad auth attempts.', 'other'],
    ['yahoo', 'smtp', '535 5.7.0 (#MBR1212) Incorrect username or password', 'app_password_needed'],
    ['yahoo', 'imap', '[AUTHENTICATIONFAILED] LOGIN Invalid credentials', 'app_password_needed'],
    ['fastmail', 'imap', '[AUTHENTICATIONFAILED] Sorry, you need to create an app password to use this service', 'app_password_needed'],
    ['fastmail', 'smtp', '535 5.7.0 Incorrect username or password.', 'app_password_needed'],
    ['zoho', 'smtp', '535 Authentication Failed', 'wrong_password'],
    ['zoho', 'imap', '[ALERT] You are yet to enable IMAP for your account. Please contact your administrator (Failure)', 'other'],
    ['other', 'smtp', '535 5.7.8 Error: authentication failed: authentication failure', 'wrong_password'],
    ['other', 'smtp', '535 5.7.8 Error: authentication failed: (reason unavailable)', 'wrong_password'],
    ['other', 'imap', '[AUTHENTICATIONFAILED] Authentication failed.', 'wrong_password'],
    ['other', 'imap', '[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.', 'tls_required'],
    ['other', 'smtp', '530 5.7.0 Must issue a STARTTLS command first', 'tls_required'],
    ['other', 'smtp', '454 4.7.0 Temporary authentication failure: Connection lost to authentication server', 'other'],
  ] as const)('%s %s: %s', (preset, part, words, problem) => {
    const result = checkResult(about(preset, part), refused('auth', words))
    expect(result).toMatchObject({ part, ok: false, problem })
    expect(result.message).toContain(words.slice(0, 30))
    expect(result.message).not.toContain('!')
  })

  it('takes any no to a token for an expired one', () => {
    for (const words of [
      '535-5.7.8 Username and Password not accepted.',
      '[AUTHENTICATIONFAILED] Invalid credentials (Failure)',
      'AUTHENTICATE failed.',
    ]) {
      expect(checkResult(about('gmail', 'smtp', 'xoauth2'), refused('auth', words)).problem).toBe('token_expired')
    }
    expect(checkResult(about('gmail', 'smtp', 'xoauth2'), broken('auth', 'TOKEN_REFUSED')).problem).toBe('token_expired')
  })

  it('points to the help page of the provider', () => {
    const result = checkResult(about('gmail', 'smtp'), refused('auth', '534 5.7.9 Application-specific password required.'))
    expect(result.helpUrl).toBe('https://support.google.com/accounts/answer/185833')
    expect(result.message).toContain('2-Step Verification')
    expect(checkResult(about('other', 'smtp'), refused('auth', '535 no')).helpUrl).toBeNull()
  })
})

describe('what the line says', () => {
  it.each([
    ['connect', 'ECONNREFUSED', 'connection_refused'],
    ['connect', 'ENOTFOUND', 'host_not_found'],
    ['connect', 'EAI_AGAIN', 'host_not_found'],
    ['connect', 'CONNECT_TIMEOUT', 'timeout'],
    ['connect', 'ETIMEDOUT', 'timeout'],
    ['connect', 'EHOSTUNREACH', 'timeout'],
    ['connect', 'GREETING_TIMEOUT', 'tls_mismatch'],
    ['tls', 'EPROTO', 'tls_mismatch'],
    ['tls', 'ERR_SSL_WRONG_VERSION_NUMBER', 'tls_mismatch'],
    ['tls', 'ETLS', 'tls_mismatch'],
    ['tls', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
    ['tls', 'SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
    ['tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
    ['tls', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate'],
    ['tls', 'ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
    ['tls', 'CERT_HAS_EXPIRED', 'certificate'],
    ['connect', 'UNENCRYPTED_REFUSED', 'unencrypted_refused'],
    ['auth', 'NO_AUTH_OFFERED', 'no_auth_offered'],
    ['connect', 'ECONNRESET', 'other'],
    ['connect', '', 'other'],
  ])('%s %s is %s', (stage, code, problem) => {
    const result = checkResult(about('other', 'imap'), broken(stage, code))
    expect(result).toMatchObject({ ok: false, problem })
    expect(result.message.length).toBeGreaterThan(40)
  })

  it('tells the certificates apart', () => {
    const words = (code: string) => checkResult(about('other', 'smtp'), broken('tls', code)).message
    expect(words('CERT_HAS_EXPIRED')).toContain('expired')
    expect(words('ERR_TLS_CERT_ALTNAME_INVALID')).toContain('another name')
    expect(words('SELF_SIGNED_CERT_IN_CHAIN')).toContain('self-signed')
  })

  it('quotes a server that turns everybody away, and says when all is well', () => {
    expect(checkResult(about('other', 'smtp'), refused('connect', '554 5.7.1 Your IP is blocked'))).toMatchObject({
      problem: 'other',
      message: expect.stringContaining('Your IP is blocked'),
    })
    expect(checkResult(about('other', 'smtp'), refused('tls', '502 5.5.1 Not implemented')).problem).toBe('tls_mismatch')
    expect(checkResult(about('other', 'imap'), { ok: true, notes: ['One note.'] })).toEqual({
      part: 'imap',
      ok: true,
      problem: null,
      message: 'Reading replies works: the sign-in was accepted. One note.',
      helpUrl: null,
    })
  })
})
