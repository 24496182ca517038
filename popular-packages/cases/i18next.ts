import i18next from 'i18next';

export default async function () {
  const i18n = i18next.createInstance();
  await i18n.init({
    lng: 'it',
    resources: { it: { translation: { items_one: '{{count}} nota', items_other: '{{count}} note' } } },
  });
  return i18n.t('items', { count: 2 });
}
