// What a person sees of the script: a small label that opens into a panel. It lies in a
// closed shadow root, so that the page's styles and scripts have no part in it.

import { styles } from './badge-styles.js';
import { correction } from './correction.js';
import { el } from './el.js';
import { t } from './words.js';

export class Badge {
  #actions;
  #host = el('div');
  #label;
  #panel;
  #services;
  #state = {};
  #shape;
  #site;

  constructor(actions) {
    this.#actions = actions;
    const root = this.#host.attachShadow({ mode: 'closed' });
    styles(root);
    this.#label = el('button', { type: 'button', class: 'label', onclick: () => this.#open(this.#panel.hidden) });
    this.#panel = el('section', { class: 'panel', role: 'region', 'aria-label': t.panel, hidden: true });
    const badge = el('div', { class: 'badge', onkeydown: event => this.#key(event) }, this.#panel, this.#label);
    root.append(badge);
    document.documentElement.append(this.#host);
    this.#draw();
  }

  /** Nobody is known here. */
  unpaired() {
    this.#panel.replaceChildren(el('p', {}, t.pair_hint), el('div', { class: 'acts' }, this.#button(t.pair, () => this.#actions.pair()), this.#hideButton()));
    this.#label.textContent = t.pair;
    this.#open(true);
  }

  /** The services that hear of it; nothing where the hub did not say. */
  goesTo(names) {
    this.#services = names ?? false;
    this.#draw();
  }

  show(state, site) {
    this.#state = state;
    this.#site = site;
    this.#draw();
  }

  remove() {
    this.#host.remove();
  }

  #open(open) {
    this.#panel.hidden = !open;
    this.#label.setAttribute('aria-expanded', open);
    if (open && this.#label.getRootNode().activeElement === this.#label) this.#panel.querySelector('button')?.focus();
  }

  // The page's own keys (space, arrows) are not meant while somebody types here.
  #key(event) {
    event.stopPropagation();
    if (event.key !== 'Escape') return;
    this.#open(false);
    this.#label.focus();
  }

  #draw() {
    const { media, progress } = this.#state;
    const share = progress ? ` · ${Math.round(progress.share * 100)} %` : '';
    this.#label.textContent = this.#says() ?? `${nameOf(media)}${share}`;
    // What somebody is about to press or types into is not taken from under them.
    const shape = [this.#state.here, media !== undefined].join();
    if (shape !== this.#shape && !this.#panel.querySelector('form')) {
      this.#shape = shape;
      this.#fill();
    } else this.#panel.querySelector('.lines').replaceWith(this.#lines());
  }

  #says() {
    const { here, media, ad, discarded, missing } = this.#state;
    if (discarded) return t.discarded;
    if (ad) return t.ad;
    if (media) return undefined;
    return missing || here ? t.unnamed : t.nothing;
  }

  #fill() {
    const { here, media } = this.#state;
    this.#panel.replaceChildren(this.#lines(), el('div', { class: 'acts' },
      here && this.#button(t.correct, () => this.#correct()),
      media && this.#button(t.discard, () => this.#actions.discard()),
      this.#button(t.snooze, () => this.#actions.snooze().then(() => this.remove())),
      this.#hideButton()));
  }

  #lines() {
    const { media, progress, missing } = this.#state;
    return el('div', { class: 'lines' },
      el('p', { class: 'what' }, media ? nameOf(media) : this.#says()),
      missing && this.#site.id !== 'generic' && el('p', { class: 'trouble', role: 'status' },
        t.missing(this.#site.name, missing.map(part => t.parts[part] ?? part).join(', ') || t.parts.item, this.#site.checked)),
      progress && el('p', {}, counted(progress)),
      this.#services !== undefined && el('p', {}, goes(this.#services)));
  }

  #correct() {
    const form = correction(this.#state.media, async media => {
      form.remove();
      if (media) await this.#actions.correct(media);
      this.#fill();
      this.#panel.querySelector('button').focus();
    });
    this.#panel.querySelector('.acts').replaceWith(form);
    form.querySelector('select').focus();
  }

  #button(text, act) {
    return el('button', { type: 'button', onclick: act }, text);
  }

  #hideButton() {
    return this.#button(t.hide, () => {
      this.remove();
      this.#actions.hide();
    });
  }
}

/** An item in a line. */
function nameOf({ kind, title, year, artist, show, season, number }) {
  if (kind === 'episode') return `${show.title ?? Object.values(show.ids)[0]} ${season}×${String(number).padStart(2, '0')}${title ? ` ${title}` : ''}`;
  if (kind === 'track') return `${artist} – ${title}`;
  return year ? `${title} (${year})` : title;
}

function counted({ credited, needed, share, other }) {
  if (other) return t.other;
  return share >= 1 ? t.counts : t.counted(clock(credited), clock(needed));
}

function goes(services) {
  if (!services) return t.no_answer;
  return services.length > 0 ? t.goes(services.join(', ')) : t.goes_nowhere;
}

function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
