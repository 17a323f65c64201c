// The test servers by themselves: paste the printed lines into another terminal and run single tests with plain node.
import { ServersUnavailable, startServers } from '../test/support/servers.ts';

try {
  const servers = await startServers((line) => console.error(`# ${line}`));
  for (const [name, value] of Object.entries(servers.addresses)) console.log(`export ${name}='${value}'`);
  console.error('# running until Ctrl-C');
  const end = async () => {
    await servers.stop();
    process.exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  setInterval(() => {}, 2 ** 30);
} catch (error) {
  if (!(error instanceof ServersUnavailable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
