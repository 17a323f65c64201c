// Loaded into every program that is started for a test or a measurement: none lives on when the process that started it
// is gone, however it went. Plain JavaScript, since to strip types from it takes longer than many a start may.
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 250).unref();
