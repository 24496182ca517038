import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { killPostgres, postmaster } from '../killed-postgres.ts';
import { runningProcesses } from '../processes.ts';
import { startServer } from '../server.ts';
import { superuser } from '../superuser.ts';

describe('a killed PostgreSQL', () => {
  it('comes back although a process of it hangs', async function () {
    if (process.platform !== 'linux') this.skip();
    const server = await startServer();
    const database = await superuser(server);
    let hanging = 0;
    // A shell of somebody who looks at the folder, say, is none of its processes.
    const bystander = spawn('sleep', ['60'], { cwd: join(server.data, 'database') });
    try {
      const { rows } = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      hanging = rows[0]?.pid ?? 0;
      // As one that waits for a lock which nobody will give back.
      process.kill(hanging, 'SIGSTOP');
      const first = postmaster(server);
      await killPostgres(server, (pid) => pid !== hanging);
      expect(postmaster(server)).not.to.equal(first);
      const running = runningProcesses().filter(({ command }) => command !== '');
      expect(running.map(({ pid }) => pid)).not.to.include(hanging);
      expect(running.map(({ pid }) => pid)).to.include(bystander.pid);
    } finally {
      bystander.kill();
      await database.end().catch(() => undefined);
      await server.stop();
    }
  });
});
