// Where the page begins: theme first, then the stream, then everything that is drawn from it.
import { render } from 'preact';
import { html } from './markup.ts';
import { Newest } from './newest.ts';
import { Shell } from './shell.ts';
import { showTheme, theme } from './theme.ts';

showTheme(theme());
const newest = new Newest('/api/stream');
newest.open();
const page = document.getElementById('page');
if (page === null) throw new Error('index.html: there is no element "page"');
page.replaceChildren();
render(html`<${Shell} newest=${newest} />`, page);
