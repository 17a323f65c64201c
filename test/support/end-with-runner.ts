// Loaded before every test file: a test process must not live on, with a browser perhaps, when its runner is gone.
const runner = process.ppid;

setInterval(() => {
  if (process.ppid !== runner) process.exit(1);
}, 250).unref();
