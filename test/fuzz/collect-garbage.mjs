// Loaded into the service whose memory is watched: on SIGUSR2 whatever is garbage goes, so that the rest can be compared.
process.on('SIGUSR2', () => globalThis.gc?.());
