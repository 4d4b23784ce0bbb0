/** Names of what main process and preload say to each other; each is written once, here. */
export const CHANNELS = {
  pickFiles: 'logsift:pick-files',
  pickFolder: 'logsift:pick-folder',
  saveText: 'logsift:save-text',
  requestPort: 'logsift:request-port',
  port: 'logsift:port',
  takeFiles: 'logsift:take-files',
  filesGiven: 'logsift:files-given',
} as const;
