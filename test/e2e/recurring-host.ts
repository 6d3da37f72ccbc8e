/**
 * The headless host with everything that a recurring campaign asks: Influencers Club, Clay and DNS on loopback, real mail
 * servers, and a clock that can be set ahead.
 */
import { startClay } from '../fakes/clay.ts'
import { startDns } from '../fakes/dns.ts'
import { startInfluencersClub } from '../fakes/influencers-club.ts'
import { type Creator, creatorOf } from '../fakes/influencers-world.ts'
import type { ReceivedMail } from '../fakes/smtp.ts'
import { type PageHost, startPageHost } from './page-host.ts'

export interface RecurringHost {
  host: PageHost
  club: Awaited<ReturnType<typeof startInfluencersClub>>
  clay: Awaited<ReturnType<typeof startClay>>
  /** Sets the clock to whatever the engine has planned next, again and again, until it is so. @throws Error after 90 s */
  passUntil(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>
  /** Whoever got a message, in order, each once for each message. Own mail of the operator is left out. */
  written(): { mail: ReceivedMail; to: string }[]
  /** Creators that searches gave and charged, each once, the first `preview` left out. */
  bought(preview?: number): Creator[]
  close(): Promise<void>
}

interface Status {
  state: string
  now: string
  nextAt: string | null
}

export async function startRecurringHost(): Promise<RecurringHost> {
  const [club, clay, dns] = await Promise.all([startInfluencersClub(), startClay({ polls: 0 }), startDns()])
  const host = await startPageHost({
    signIn: true,
    movableClock: true,
    environment: {
      CAMPAIGN_DESK_INFLUENCERS_CLUB_URL: club.url,
      CAMPAIGN_DESK_CLAY_URL: clay.url,
      CAMPAIGN_DESK_DNS: dns.server,
    },
  })
  let guideDone = false

  /** A clock that is set wakes nobody, but any change makes the engine look. */
  async function look(): Promise<void> {
    guideDone = !guideDone
    const { name, zone, postalAddress } = await host.api<{ name: string; zone: string; postalAddress: string }>('GET', '/workspace')
    await host.api('PUT', '/workspace', { name, zone, postalAddress, guideDone })
  }

  return {
    host,
    club,
    clay,
    async passUntil(what, isSo) {
      const giveUpAt = Date.now() + 90_000
      let before: string | null = null
      while (!(await isSo())) {
        const { state, now, nextAt } = await host.api<Status>('GET', '/engine')
        if (Date.now() > giveUpAt) throw new Error(`It never came so far that ${what}: ${state}, next at ${nextAt}, now ${now}`)
        const wait = nextAt === null ? 0 : Date.parse(nextAt) - Date.parse(now)
        const { inFlight } = await host.api<{ inFlight: number }>('GET', '/credits')
        // Between two steps of its work, or with a message under way, it may name a time that holds for a moment only.
        if (wait > 0 && nextAt === before && inFlight === 0) {
          await host.ahead(wait + 1)
          await look()
        }
        before = nextAt
        await new Promise((resolve) => setTimeout(resolve, 150))
      }
    },
    written: () =>
      host.smtp.received.flatMap((mail) => {
        const [to = ''] = mail.envelope.to
        return to === host.dovecot.user ? [] : [{ mail, to }]
      }),
    bought(preview = 0) {
      const found = club.charges.filter(({ kind }) => kind === 'search').slice(preview)
      return found.map(({ platform, username }) => creatorOf(platform as Creator['platform'], Number(/\d+$/.exec(username)?.[0])))
    },
    async close() {
      await host.close()
      await Promise.all([club.close(), clay.close(), dns.close()])
    },
  }
}
