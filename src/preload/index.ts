import { contextBridge, ipcRenderer } from 'electron'

// All that a page learns about the desktop: that it is there.
contextBridge.exposeInMainWorld('campaignDesk', { host: 'desktop' })

// A page that says it is ready gets one end of a new channel; the other goes to the engine. Ports cannot pass the
// context bridge, so it travels by the window's own messages, as Electron's documentation describes.
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || !isReady(event.data)) return
  const { port1, port2 } = new MessageChannel()
  ipcRenderer.postMessage('engine:connect', null, [port1])
  window.postMessage({ type: 'campaign-desk:port' }, window.location.origin, [port2])
})

function isReady(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'campaign-desk:ready'
}
