/** Whether a host's name means this machine and no other. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** Of `Host`, without the port: a tunnel has another one. A name that points here (DNS rebinding) is still not ours. */
export function hostnameOf(host: string): string {
  const url = `http://${host.includes('::') && !host.startsWith('[') ? `[${host}]` : host}`;
  return URL.canParse(url) ? new URL(url).hostname : '';
}
