/**
 * A real Dovecot 2.3 on loopback, with a configuration of its own in a temporary folder: IMAP with IDLE, LMTP in, any
 * user name with one password. Runs as root and as an ordinary user.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import SMTPConnection from 'nodemailer/lib/smtp-connection'

export interface FakeDovecot {
  imapPort: number
  /** The same mailboxes with TLS from the first byte; null where no certificate was given. */
  imapsPort: number | null
  lmtpPort: number
  /** The user that `deliver` writes to unless told otherwise. Any other name signs in too, with a mailbox of its own. */
  user: string
  password: string
  /** Delivers by LMTP; the folder (`Sent`, `Junk`, …) is that of user+folder addressing. LF is made CRLF. */
  deliver(raw: string | Buffer, folder?: string, user?: string): Promise<void>
  stop(): Promise<void>
  /** The temporary folder; `mail/<user>/` holds the Maildirs, `log` what Dovecot said. */
  dir: string
}

export interface DovecotOptions {
  user?: string
  /** Without spaces. */
  password?: string
  /** PEM, for IMAPS and STARTTLS. */
  key?: string
  cert?: string
  /** Further lines of configuration. */
  extra?: string
}

const candidates = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot']

/** Whether a Dovecot 2.3 is installed here. */
export function dovecotAvailable(): boolean {
  return binary() !== null
}

function binary(): string | null {
  const path = candidates.find((candidate) => existsSync(candidate))
  if (!path) return null
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith('2.3') ? path : null
  } catch {
    return null
  }
}

/**
 * Starts Dovecot and resolves when it answers on its ports.
 * @throws Error where it is not installed, or does not come up; with what it wrote to its log
 */
export async function startDovecot(options: DovecotOptions = {}): Promise<FakeDovecot> {
  const path = binary()
  if (!path) throw new Error('Dovecot 2.3 is not installed. On Debian: apt-get install dovecot-imapd dovecot-lmtpd')
  for (let tries = 1; ; tries++) {
    try {
      return await startOnFreePorts(path, options)
    } catch (error) {
      // Somebody else took a port between the moment that it was found free and now.
      if (tries === 3 || !/already in use/i.test(String(error))) throw error
    }
  }
}

async function startOnFreePorts(path: string, options: DovecotOptions): Promise<FakeDovecot> {
  const dir = await mkdtemp(join(tmpdir(), 'cd-dovecot-'))
  // Dovecot's own processes run as other users than root and must get through.
  await chmod(dir, 0o755)
  const user = options.user ?? 'me@sender.test'
  const password = options.password ?? 'correct-horse'
  const tls = options.key !== undefined && options.cert !== undefined
  const [imapPort, lmtpPort, imapsPort] = await freePorts(3)
  if (imapPort === undefined || lmtpPort === undefined || imapsPort === undefined) throw new Error('No free ports')
  await prepare(dir, options)
  const config = configuration({ dir, password, imapPort, lmtpPort, imapsPort: tls ? imapsPort : null, extra: options.extra ?? '' })
  await writeFile(join(dir, 'dovecot.conf'), config)
  const child = spawn(path, ['-F', '-c', join(dir, 'dovecot.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  try {
    await Promise.all([answers(imapPort, child), answers(lmtpPort, child)])
  } catch (error) {
    const log = await readFile(join(dir, 'log'), 'utf8').catch(() => '')
    await end(child, dir)
    throw new Error(`Dovecot did not start: ${String(error)}\n${complaint}${log}`)
  }
  return {
    imapPort,
    imapsPort: tls ? imapsPort : null,
    lmtpPort,
    user,
    password,
    dir,
    deliver: (raw, folder, to = user) => deliver(lmtpPort, raw, folder, to),
    stop: () => end(child, dir),
  }
}

async function prepare(dir: string, options: DovecotOptions): Promise<void> {
  await mkdir(join(dir, 'mail'), { mode: 0o777 })
  if (options.key !== undefined && options.cert !== undefined) {
    await writeFile(join(dir, 'tls.key'), options.key, { mode: 0o600 })
    await writeFile(join(dir, 'tls.crt'), options.cert)
  }
  const owner = mailOwner()
  if (owner) await chown(join(dir, 'mail'), owner.uid, owner.gid)
}

/** Mail is never delivered as root: as root, the account that Dovecot's package made for itself is taken. */
function mailOwner(): { name: string; uid: number; gid: number } | null {
  if (userInfo().uid !== 0) return null
  const id = (flag: string) => Number(execFileSync('id', [flag, 'dovecot'], { encoding: 'utf8' }))
  return { name: 'dovecot', uid: id('-u'), gid: id('-g') }
}

/** The first group's name; Dovecot wants a name, not a number. */
function groupName(): string {
  return execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()
}

function configuration(c: {
  dir: string
  password: string
  imapPort: number
  lmtpPort: number
  imapsPort: number | null
  extra: string
}): string {
  const owner = mailOwner()
  const me = userInfo()
  const asRoot = owner !== null
  const mailUser = owner ?? { name: me.username, uid: me.uid, gid: me.gid }
  // An ordinary user cannot change to other users, nor to an empty root folder.
  const unprivileged = asRoot
    ? ''
    : `default_internal_user = ${mailUser.name}
default_internal_group = ${groupName()}
default_login_user = ${mailUser.name}
service anvil {
  chroot =
}
service imap-login {
  chroot =
}
service stats {
  chroot =
}`
  return `
protocols = imap lmtp
listen = 127.0.0.1
base_dir = ${c.dir}/run
state_dir = ${c.dir}/state
instance_name = ${c.dir.split('/').at(-1)}
log_path = ${c.dir}/log
first_valid_uid = 1
first_valid_gid = 1
ssl = ${c.imapsPort === null ? 'no' : 'yes'}
${c.imapsPort === null ? '' : `ssl_cert = <${c.dir}/tls.crt\nssl_key = <${c.dir}/tls.key`}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_username_chars =
mail_location = maildir:${c.dir}/mail/%u
mail_max_userip_connections = 100
mailbox_idle_check_interval = 5s
recipient_delimiter = +
lmtp_save_to_detail_mailbox = yes
lda_mailbox_autocreate = yes
postmaster_address = postmaster@localhost
hostname = localhost
${unprivileged}
passdb {
  driver = static
  args = password=${c.password}
}
userdb {
  driver = static
  args = uid=${mailUser.uid} gid=${mailUser.gid} home=${c.dir}/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Junk {
    auto = subscribe
    special_use = \\Junk
  }
}
service imap-login {
  process_min_avail = 1
  service_count = 0
  inet_listener imap {
    port = ${c.imapPort}
  }
  inet_listener imaps {
    port = ${c.imapsPort ?? 0}
    ssl = yes
  }
}
# Failed sign-ins are not slowed down: tests fail to sign in on purpose.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${c.lmtpPort}
  }
  unix_listener lmtp {
    mode = 0
  }
}
${c.extra}
`
}

async function deliver(port: number, raw: string | Buffer, folder: string | undefined, user: string): Promise<void> {
  const at = user.lastIndexOf('@')
  const [local, domain] = at < 0 ? [user, ''] : [user.slice(0, at), user.slice(at)]
  const to = folder && folder.toUpperCase() !== 'INBOX' ? `${local}+${folder}${domain}` : user
  const source = Buffer.from(Buffer.from(raw).toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
  const connection = new SMTPConnection({ host: '127.0.0.1', port, lmtp: true, ignoreTLS: true, logger: false })
  await new Promise<void>((resolve, reject) => {
    connection.on('error', reject)
    connection.connect((failed) => {
      if (failed) return reject(failed)
      connection.send({ from: 'lmtp@localhost', to: [to] }, source, (error, info) => {
        connection.quit()
        if (error) return reject(error)
        if (info.rejectedErrors?.length) return reject(info.rejectedErrors[0])
        resolve()
      })
    })
  })
}

/** Free ports, all different: each is held until all were found. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  })
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** Resolves once a greeting comes from the port. */
async function answers(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`)
    if (await greets(port)) return
    if (Date.now() > deadline) throw new Error(`nothing answers on port ${port}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const done = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.setTimeout(2000, () => done(false))
    socket.once('data', () => done(true))
    socket.once('error', () => done(false))
    socket.once('close', () => done(false))
  })
}

/**
 * Kills the master process; its children end when its pipe closes, at once. (Asked politely it takes seconds, and there
 * is nothing in the folder to keep.)
 */
async function end(child: ChildProcess, dir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill('SIGKILL')
    await gone
  }
  await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 })
}
