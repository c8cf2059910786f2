/**
 * What a prompt asks for, told by its words. A name that goes to the wrong question is a nuisance, a password that does
 * is lost: so a name may go to a prompt that is not understood, a password never.
 */
import type { StyledText } from '../state/stream.ts';
import { matches, parsePattern } from '../text/glob.ts';
import { late } from '../text/late.ts';

/** `other`: what only the user can answer, such as yes or no; `unclear`: words that are not known. */
export type Question = 'name' | 'password' | 'other' | 'unclear';

/** A question is not longer (UTF-16 units); what is looked at is bounded, whatever the server sends. */
const LONGEST = 300;
/** How prompts end. Text that ends otherwise may be half a line that a slow link has cut. */
const WHOLE = /[:?>\])：？＞》】）]$/;
const COLON = /[:?>：？＞]$/;

/** What the prompt asks for; null if it may be half a line. `pattern` is the world's `password_prompt`. */
export function questionOf({ text }: StyledText, pattern: string, isMarked: boolean): Question | null {
  const end = text.slice(-LONGEST).trim();
  if (pattern !== '' && matches(parsePattern(pattern), end)) return 'password';
  if (!isMarked && !WHOLE.test(end)) return null;
  const question = lastSentence(end);
  if (CHOICE().test(end) || YES_OR_NO().test(question)) return 'other';
  if (ASIDE().test(question) && !ENDS_IN_NAME().test(question)) return 'other';
  if (pattern === '' && PASSWORD().test(question)) return 'password';
  if (NAME().test(question)) return 'name';
  return isMarked || COLON.test(end) ? 'unclear' : 'other';
}

/** `No such player. Did you mean Alicia? [no]` → `Did you mean Alicia?` */
function lastSentence(text: string): string {
  const bare = text.replace(/\s*[[(][^\])]*[\])]\W*$/, '');
  return (bare === '' ? text : bare).split(/[.!?;]\s+/).at(-1) as string;
}

/** A choice that is spelled out, in the languages of many games. */
const CHOICE = late(
  () =>
    /\b(y ?\/ ?n|yes ?\/ ?no|yes or no|y or n|j ?\/ ?n|ja ?\/ ?nein|[os] ?\/ ?n|oui ?\/ ?non|s[ií] ?\/ ?no)\b/iu,
);
const YES_OR_NO = late(
  () =>
    /^\W*(am|are|can|could|did|do|does|has|have|is|may|shall|should|was|were|will|would|bist|hast|ist|m[öo]chtest|willst)\s/iu,
);
/** Waiting for a key, and what is asked before the name. */
const ASIDE = late(
  () =>
    /\b(press|hit|strike|continue|return|more|pages?|ansi|colou?rs?|languages?|charset|character set|encoding|unicode|utf-?8|terminal|screen ?readers?|farben?|sprache|weiter)\b/iu,
);
const ENDS_IN_NAME = late(() => /name\W*$/iu);
const PASSWORD = late(
  () =>
    /\bpass(words?|wd|phrase|code)?\b|passwort|kennwort|mot de passe|contrase[nñ]a|\bclave\b|\bsenha\b|wachtwoord|l[öo]senord|passord|adgangskode|salasana|has[lł]o|\bheslo\b|jelsz[óo]|\bparola\b|парол|密码|密碼|口令|パスワード|비밀번호|암호/iu,
);
const NAME = late(
  () =>
    /name|log ?[io]n|sign in|\buser|account|character|\bplayer|who are you|\b(known|called|handle|alias)\b|hei(ss|ß)|benutzer|konto|spieler|charakter|\bnoms?\b|joueur|personnage|nombre|usuario|jugador|personaje|nome|utente|giocatore|\bnaam|namn|navn|nimi|imi[eę]|jm[ée]no|\bимя|имени|имен|логин|зовут|名|이름|아이디/iu,
);
