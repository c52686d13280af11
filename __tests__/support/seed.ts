// With which seed do the properties of a file run? With a new one each time, which is printed: `SEED=… npm test` runs
// them with that one again.
import fc from 'fast-check';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
console.log(`The properties of this file run with SEED=${seed}`);
