import { expect } from 'chai';
import express from 'express';
import { mount } from '../../src/http/mount.ts';
import type { Route } from '../../src/http/route.ts';
import type { Platform } from '../../src/platform.ts';

/** Declared as TypeScript would let nobody declare it. */
function declared(more: object): Route {
  const route = { id: 'x', summary: 'x', path: '/v1/x', answers: {}, handle: async () => ({ status: 204 }) };
  return { ...route, ...more } as unknown as Route;
}

const start = (...routes: Route[]) => mount(express(), routes, {} as Platform);

describe('a route', () => {
  it('that does not say who may call it stops the start', () => {
    expect(() => start(declared({ method: 'GET' }))).to.throw('GET /v1/x does not declare who can call it');
  });

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    it(`with ${method} that does not say what it would change stops the start`, () => {
      expect(() => start(declared({ method, needs: 'anyone' }))).to.throw(
        `${method} /v1/x does not declare its plan`,
      );
    });
  }

  it('that says both does not, nor one that reads and has no plan, but the others are looked at too', () => {
    const good = [
      declared({ method: 'GET', needs: 'anyone' }),
      declared({ method: 'POST', needs: 'authenticated', plan: 'nothing' }),
      declared({ method: 'DELETE', needs: 'authenticated', plan: async () => [] }),
    ];
    expect(() => start(...good)).not.to.throw();
    expect(() => start(...good, declared({ method: 'PUT', needs: 'anyone' }))).to.throw('PUT /v1/x');
  });
});
