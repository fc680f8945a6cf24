// What is typed to connect: a token, or the name of a feed.

import { useEffect, useId, useRef } from 'preact/hooks';
import { refresh } from '../../follow.js';
import { hub } from '../../hub.js';
import { has, t } from '../../words/index.js';
import { receive } from './service.js';

// Where a person finds their token.
const TOKEN_PAGES = { listenbrainz: 'https://listenbrainz.org/settings/' };

function Form({ service: { service: id }, action, close, read, button, children }) {
  const place = useRef();
  useEffect(() => place.current.querySelector('input').focus(), []);

  function submit(event) {
    event.preventDefault();
    action.run(async () => {
      receive((await hub.connect(id, read(new FormData(event.target)))).service);
      refresh();
    });
  }

  return (
    <form class="stack connect-form" ref={place} onSubmit={submit}>
      {children}
      <div class="actions">
        <button class="primary">{button}</button>
        <button type="button" onClick={close}>{t('connections.cancel')}</button>
      </div>
    </form>
  );
}

const text = (data, name) => data.get(name).trim();

export function TokenForm(props) {
  const { service: id, name } = props.service;
  const page = TOKEN_PAGES[id];
  const read = (data) => ({ token: text(data, 'token'), ...(text(data, 'base') && { base_url: text(data, 'base') }) });
  const [hint, base] = [useId(), useId()];
  return (
    <Form {...props} read={read} button={t('connections.with_token')}>
      <label for={`${id}-token`}>{t('connections.token')}</label>
      <input type="password" id={`${id}-token`} name="token" required autocomplete="off" spellcheck={false} aria-describedby={hint} />
      <p class="hint" id={hint}>
        {page
          ? <>{t('connections.token_where')}<a href={page} target="_blank" rel="noreferrer">{t(`connections.token_page_${id}`)}</a>.</>
          : t('connections.token_at', { name })}
      </p>
      <details>
        <summary>{t('connections.other_server')}</summary>
        <label for={base}>{t('connections.base')}</label>
        <input type="url" id={base} name="base" placeholder="https://api.listenbrainz.org" autocomplete="off" />
      </details>
    </Form>
  );
}

export function FeedForm(props) {
  const { service: id } = props.service;
  const own = (key) => t([`connections.${key}_${id}`, `connections.${key}`].find(has));
  const hint = useId();
  return (
    <Form {...props} read={(data) => ({ username: text(data, 'feed') })} button={t('connections.with_feed')}>
      <label for={`${id}-feed`}>{own('feed')}</label>
      <input type="text" id={`${id}-feed`} name="feed" required autocomplete="off" autocapitalize="off" spellcheck={false} aria-describedby={hint} />
      <p class="hint" id={hint}>{own('feed_hint')}</p>
    </Form>
  );
}
