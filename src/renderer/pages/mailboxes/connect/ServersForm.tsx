import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import type { MailServer } from '../../../../shared/schemas/mailboxes.ts'

export interface Servers {
  smtp: MailServer
  imap: MailServer
  allowUnencrypted: boolean
  allowInvalidCertificate: boolean
}

interface Props {
  value: Servers
  onChange(value: Servers): void
  /** A certificate was refused: then, and only then, it is offered to accept it. */
  offerCertificate: boolean
  /** It stands where the button was that asked for it. */
  takesFocus?: boolean
}

const securities = [
  { value: 'tls', label: 'TLS' },
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'none', label: 'Not encrypted' },
]

/** Where a mailbox sends and reads. What weakens it needs a tick of its own. */
export function ServersForm({ value, onChange, offerCertificate, takesFocus = false }: Props) {
  const clear = [value.smtp, value.imap].some(({ security }) => security === 'none')
  return (
    <>
      <ServerFields legend="Sending (SMTP)" takesFocus={takesFocus} server={value.smtp} onChange={(smtp) => onChange({ ...value, smtp })} />
      <ServerFields legend="Reading replies (IMAP)" server={value.imap} onChange={(imap) => onChange({ ...value, imap })} />
      <p className="muted small">
        Usual ports: 465 with TLS or 587 with STARTTLS for sending, 993 with TLS for reading. An empty user name means that the server wants
        no sign-in.
      </p>
      {clear && (
        <Checkbox
          checked={value.allowUnencrypted}
          onChange={(event) => onChange({ ...value, allowUnencrypted: event.currentTarget.checked })}
          label="Send the password and all mail without encryption"
          description="Others on the way can read both. On this very computer it needs no tick."
        />
      )}
      {(offerCertificate || value.allowInvalidCertificate) && (
        <Checkbox
          checked={value.allowInvalidCertificate}
          onChange={(event) => onChange({ ...value, allowInvalidCertificate: event.currentTarget.checked })}
          label="Accept a certificate that nobody vouches for"
          description="Only for a server of your own: somebody on the way could pose as the mail server."
        />
      )}
    </>
  )
}

interface FieldsProps {
  legend: string
  takesFocus?: boolean
  server: MailServer
  onChange(server: MailServer): void
}

function ServerFields({ legend, takesFocus = false, server, onChange }: FieldsProps) {
  return (
    <fieldset className="servers">
      <legend>{legend}</legend>
      <TextInput
        label="Server"
        placeholder="mail.example.com"
        autoFocus={takesFocus}
        value={server.host}
        maxLength={255}
        spellCheck={false}
        onChange={(event) => onChange({ ...server, host: event.currentTarget.value })}
      />
      <NumberInput
        label="Port"
        value={server.port}
        min={1}
        max={65_535}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        onChange={(port) => onChange({ ...server, port: Number(port) || 0 })}
      />
      <Select
        label="Encryption"
        data={securities}
        value={server.security}
        allowDeselect={false}
        onChange={(security) => security && onChange({ ...server, security: security as MailServer['security'] })}
      />
      <TextInput
        label="User name"
        value={server.user}
        maxLength={320}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...server, user: event.currentTarget.value })}
      />
    </fieldset>
  )
}
