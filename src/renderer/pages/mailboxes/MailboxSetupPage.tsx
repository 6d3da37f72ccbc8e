import '../../components/forms/cards.css'
import './mailboxes.css'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Mailbox } from '../../../shared/schemas/mailboxes.ts'
import { Page } from '../../components/frame/Page.tsx'
import { WayBack } from '../../components/frame/WayBack.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveValue } from '../../hooks/use-live.ts'
import { AddressStep } from './setup/AddressStep.tsx'
import { ConnectStep } from './setup/ConnectStep.tsx'
import { FinishStep } from './setup/FinishStep.tsx'
import { useLookup } from './setup/use-lookup.ts'

/**
 * A mailbox in under a minute: the address, the password, Connect. Everything typed lives in this page only; leaving it
 * forgets the password without asking.
 */
export default function MailboxSetupPage() {
  const desk = useDesk()
  const [email, setEmail] = useState('')
  const [mailbox, setMailbox] = useState<Mailbox | null>(null)
  const lookup = useLookup(email)
  const providers = useLiveValue(
    'providers',
    () => desk.client.mailboxes.providers({}),
    () => false,
  )
  const known = useStore(desk.mailboxes.store, (state) => state.value)
  const hostInfo = useStore(desk.host.store, (state) => state.value)
  const { found } = lookup
  const provider = providers.value?.find(({ preset }) => preset === found?.preset)
  const address = email.trim().toLowerCase()
  const existing = known?.find((one) => one.email.toLowerCase() === address)
  const limits = provider?.limits ?? ''
  const heading = <WayBack to="/mailboxes" parent="Mailboxes" title="Add a mailbox" />
  return (
    <Page title="Add a mailbox" heading={heading}>
      <div className="setup">
        {hostInfo?.secretsMessage && !mailbox && (
          <ProblemNote problem={{ code: 'SECRETS', message: hostInfo.secretsMessage, advice: '' }} />
        )}
        {mailbox ? (
          <FinishStep mailbox={mailbox} limits={limits} />
        ) : (
          <>
            <AddressStep email={email} onEmail={setEmail} lookup={lookup} providers={providers.value ?? []} existing={existing} />
            {providers.problem && <ProblemNote problem={providers.problem} action={{ label: 'Try again', run: providers.touch }} />}
            {found && !existing && (
              // Another provider is another form; a password typed for one server goes to no other.
              <ConnectStep
                key={`${found.preset} ${found.smtp.host}`}
                email={email}
                found={found}
                provider={provider}
                onConnected={setMailbox}
              />
            )}
          </>
        )}
      </div>
    </Page>
  )
}
