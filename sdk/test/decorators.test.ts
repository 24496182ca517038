import { expect } from 'chai';
import {
  Authenticated,
  HttpError,
  Permission,
  PlexicaPlugin,
  Public,
  Route,
  WorkspaceRole,
} from '../src/index.ts';
import { DECLARATIONS } from '../src/metadata.ts';
import type { Declarations } from '../src/decorators.ts';

function declarationsOf(plugin: typeof PlexicaPlugin): Declarations {
  const metadata = (plugin as unknown as Record<symbol, Record<symbol, Declarations>>)[Symbol.metadata];
  return metadata?.[DECLARATIONS] as Declarations;
}

class Parent extends PlexicaPlugin {
  @Route('GET', '/things')
  @Permission('things.read')
  list(): string[] {
    return [];
  }
}

class Child extends Parent {
  @Route('POST', '/hook')
  @Route('PUT', '/hook')
  @Public()
  hook(): void {}

  @Route('GET', '/me')
  @Authenticated()
  @WorkspaceRole('ADMIN')
  me(): void {}
}

describe('decorators', () => {
  it('declare routes and who may call them', () => {
    expect(declarationsOf(Child)).to.deep.equal({
      routes: [
        { method: 'GET', path: '/things', handler: 'list' },
        { method: 'PUT', path: '/hook', handler: 'hook' },
        { method: 'POST', path: '/hook', handler: 'hook' },
        { method: 'GET', path: '/me', handler: 'me' },
      ],
      access: { list: { permission: 'things.read' }, hook: 'public', me: 'authenticated' },
      workspaceRoles: { me: 'ADMIN' },
    });
  });

  it('leave the parent as it is', () => {
    expect(declarationsOf(Parent).routes).to.have.length(1);
  });

  it('refuse two roles in the workspace', () => {
    const declare = () =>
      class extends PlexicaPlugin {
        @Route('GET', '/a')
        @Authenticated()
        @WorkspaceRole('ADMIN')
        @WorkspaceRole('VIEWER')
        a(): void {}
      };
    expect(declare).to.throw(TypeError, 'a() declares @WorkspaceRole twice');
  });

  it('refuse two words on who may call', () => {
    const declare = () =>
      class extends PlexicaPlugin {
        @Route('GET', '/a')
        @Public()
        @Permission('a.read')
        a(): void {}
      };
    expect(declare).to.throw(TypeError, 'a() declares its access twice');
  });

  it('refuse methods that cannot be found by name', () => {
    const named = Symbol('named');
    const declare = () =>
      class extends PlexicaPlugin {
        @Route('GET', '/a')
        [named](): void {}
      };
    expect(declare).to.throw(TypeError, '@Route requires a public method');
  });
});

describe('HttpError', () => {
  it('carries what the caller is told', () => {
    const error = new HttpError(422, 'no', { code: 'too_long', fields: { name: 'is too long' } });
    expect(error).to.include({ status: 422, message: 'no', code: 'too_long', name: 'HttpError' });
    expect(new HttpError(404, 'gone').code).to.equal('plugin_refused');
  });

  for (const status of [200, 399, 600, 404.5, Number.NaN]) {
    it(`refuses the status ${status}`, () => {
      expect(() => new HttpError(status, 'x')).to.throw(RangeError, 'from 400 to 599');
    });
  }
});
