/** The servers cannot be had here; the message is one sentence for the person at the terminal. */
export class ServersUnavailable extends Error {}
