import { Menu, type MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  open(path: string): void
  openLogs(): void
  quit(): void
}

/** The application's menu by the platform's conventions. The roles of Edit are what makes copy and paste work. */
export function setMenu(actions: MenuActions, platform: NodeJS.Platform = process.platform): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, platform)))
}

function menuTemplate(actions: MenuActions, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const settings: MenuItemConstructorOptions = { label: 'Settings…', accelerator: 'CmdOrCtrl+,', click: () => actions.open('/settings') }
  const quit: MenuItemConstructorOptions = { label: mac ? 'Quit Campaign Desk' : 'Quit', accelerator: 'CmdOrCtrl+Q', click: actions.quit }
  const close: MenuItemConstructorOptions = { role: 'close', label: 'Close window' }
  return [
    ...(mac ? [appMenu(settings, quit)] : []),
    { label: '&File', submenu: mac ? [close] : [settings, { type: 'separator' }, close, quit] },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'pasteAndMatchStyle' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        { label: 'Today', accelerator: 'CmdOrCtrl+1', click: () => actions.open('/') },
        { label: 'Campaigns', accelerator: 'CmdOrCtrl+2', click: () => actions.open('/campaigns') },
        { label: 'Contacts', accelerator: 'CmdOrCtrl+3', click: () => actions.open('/contacts') },
        { label: 'Inbox', accelerator: 'CmdOrCtrl+4', click: () => actions.open('/inbox') },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    {
      role: 'window',
      submenu: [{ role: 'minimize' }, { role: 'zoom' }, ...(mac ? ([{ type: 'separator' }, { role: 'front' }] as const) : [])],
    },
    { role: 'help', submenu: [{ label: 'Show the logs', click: actions.openLogs }] },
  ]
}

function appMenu(settings: MenuItemConstructorOptions, quit: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    label: 'Campaign Desk',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      quit,
    ],
  }
}
