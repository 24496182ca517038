import { Permission, PlexicaPlugin, Route } from '@plexica/sdk';
import * as activities from './activities.ts';
import * as companies from './companies.ts';
import type { CrmContext, CrmLifecycle } from './config.ts';
import * as contacts from './contacts.ts';
import * as deals from './deals.ts';
import { exportContacts, exportDeals } from './export.ts';
import { importContacts } from './import.ts';
import * as stages from './stages.ts';

export default class Crm extends PlexicaPlugin {
  override async onInstall(ctx: CrmLifecycle) {
    await stages.seed(ctx.db, ctx.config.stages);
  }

  /** For an installation older than the pipeline; the others keep theirs. */
  override async onUpdate(ctx: CrmLifecycle) {
    await stages.seed(ctx.db, ctx.config.stages);
  }

  @Route('GET', '/contacts') @Permission('contacts.read') listContacts(ctx: CrmContext) {
    return contacts.list(ctx);
  }
  @Route('POST', '/contacts') @Permission('contacts.write') createContact(ctx: CrmContext) {
    return contacts.create(ctx);
  }
  @Route('GET', '/contacts/:contact') @Permission('contacts.read') showContact(ctx: CrmContext) {
    return contacts.show(ctx);
  }
  @Route('PATCH', '/contacts/:contact') @Permission('contacts.write') changeContact(ctx: CrmContext) {
    return contacts.change(ctx);
  }
  @Route('DELETE', '/contacts/:contact') @Permission('contacts.write') removeContact(ctx: CrmContext) {
    return contacts.remove(ctx);
  }
  @Route('GET', '/contacts.csv') @Permission('contacts.read') exportContacts(ctx: CrmContext) {
    return exportContacts(ctx);
  }
  @Route('POST', '/contacts.csv') @Permission('contacts.write') importContacts(ctx: CrmContext) {
    return importContacts(ctx);
  }

  @Route('GET', '/companies') @Permission('companies.read') listCompanies(ctx: CrmContext) {
    return companies.list(ctx);
  }
  @Route('POST', '/companies') @Permission('companies.write') createCompany(ctx: CrmContext) {
    return companies.create(ctx);
  }
  @Route('GET', '/companies/:company') @Permission('companies.read') showCompany(ctx: CrmContext) {
    return companies.show(ctx);
  }
  @Route('PATCH', '/companies/:company') @Permission('companies.write') changeCompany(ctx: CrmContext) {
    return companies.change(ctx);
  }
  @Route('DELETE', '/companies/:company') @Permission('companies.write') removeCompany(ctx: CrmContext) {
    return companies.remove(ctx);
  }

  @Route('GET', '/deals') @Permission('deals.read') listDeals(ctx: CrmContext) {
    return deals.list(ctx);
  }
  @Route('POST', '/deals') @Permission('deals.write') createDeal(ctx: CrmContext) {
    return deals.create(ctx);
  }
  @Route('GET', '/deals/:deal') @Permission('deals.read') showDeal(ctx: CrmContext) {
    return deals.show(ctx);
  }
  @Route('PATCH', '/deals/:deal') @Permission('deals.write') changeDeal(ctx: CrmContext) {
    return deals.change(ctx);
  }
  @Route('DELETE', '/deals/:deal') @Permission('deals.write') removeDeal(ctx: CrmContext) {
    return deals.remove(ctx);
  }
  @Route('POST', '/deals/:deal/actions/move') @Permission('deals.write') moveDeal(ctx: CrmContext) {
    return deals.move(ctx);
  }
  @Route('POST', '/deals/:deal/actions/close') @Permission('deals.write') closeDeal(ctx: CrmContext) {
    return deals.close(ctx);
  }
  @Route('POST', '/deals/:deal/actions/reopen') @Permission('deals.write') reopenDeal(ctx: CrmContext) {
    return deals.reopen(ctx);
  }
  @Route('GET', '/deals.csv') @Permission('deals.read') exportDeals(ctx: CrmContext) {
    return exportDeals(ctx);
  }

  @Route('GET', '/stages') @Permission('deals.read') listStages(ctx: CrmContext) {
    return stages.list(ctx);
  }
  @Route('PUT', '/stages') @Permission('pipeline.write') replaceStages(ctx: CrmContext) {
    return stages.replace(ctx);
  }

  @Route('GET', '/activities') @Permission('activities.read') listActivities(ctx: CrmContext) {
    return activities.list(ctx);
  }
  @Route('POST', '/activities') @Permission('activities.write') createActivity(ctx: CrmContext) {
    return activities.create(ctx);
  }
  @Route('GET', '/activities/:activity') @Permission('activities.read') showActivity(ctx: CrmContext) {
    return activities.show(ctx);
  }
  @Route('PATCH', '/activities/:activity') @Permission('activities.write') changeActivity(ctx: CrmContext) {
    return activities.change(ctx);
  }
  @Route('DELETE', '/activities/:activity') @Permission('activities.write') removeActivity(ctx: CrmContext) {
    return activities.remove(ctx);
  }
}
