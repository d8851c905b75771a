import { describe, expect, it } from 'vitest';
import { createEncodingBinding } from '../../../../src/host/node/bindings/encoding.ts';
import { createUrlBinding } from '../../../../src/host/node/bindings/url.ts';
import { onOurs, onReal, type Program } from './real.ts';

const bindings = { url: createUrlBinding(), encoding_binding: createEncodingBinding() };

function sameAsNode(program: Program<unknown>): void {
  expect(onOurs(program, bindings)).toEqual(onReal(program));
}

describe('url binding, against the real one', () => {
  it('has every function that lib takes from it', () => {
    const program: Program<string[]> = (internalBinding) => Object.keys(internalBinding('url')).sort();
    expect(onOurs(program, bindings)).toEqual(onReal(program));
  });

  it('parses to the same href and the same offsets', () => {
    sameAsNode((internalBinding) => {
      const url = internalBinding('url') as unknown as {
        parse(input: string, base: string | undefined, raise: boolean): string;
        urlComponents: Uint32Array;
      };
      const inputs = [
        ...['a:', 'http://x', 'https://x:1', 'ws://x/', 'wss://x/', 'ftp://x', 'file:///a', 'mailto:x@y'],
        ...[
          'http://u@h/',
          'http://:p@h/',
          'http://u:@h',
          'http://u:p@h:81/a/b?c=d#e',
          'data:,x',
          'foo://u:p@h:9/x?#',
        ],
        ...[
          'foo:///x',
          'foo:/x//y',
          'http://[::1]:80/',
          'http://[::1]:81',
          'http://u@[::1]:81',
          'web+demo:/.//not/',
        ],
        ...[
          'javascript:1',
          'file://h/x?#',
          'http://h?a@b:c/d',
          'http://h#a@b:c/d?e',
          'http://h/@:?@#@',
          'foo://h?x',
        ],
        ...[
          'foo:x@y:1/z',
          'http://a%40b:c%3Ad@h/',
          'http://\u00e9.com/\u00e9?\u00e9#\u00e9',
          'blob:http://a/b',
          'nope',
        ],
        ...[
          'http://1.2.3',
          'http://0x7f.1:080/',
          '//x',
          '/a/b',
          '?q',
          '#f',
          '',
          'http://a b/',
          'http://h:99999/',
          'foo://',
        ],
        ...[
          'http://h/a/../b/./c',
          'http://h:443',
          'https://h:443',
          'foo://@h',
          'foo://u@/',
          'file:c:/x',
          'FILE:/C|/y',
        ],
      ];
      const out: unknown[] = [];
      for (const base of [undefined, 'http://base:8080/p/q?r#s', 'mailto:x', 'broken']) {
        for (const input of inputs) {
          const href = url.parse(input, base, false);
          out.push([input, base, href, href === undefined ? null : url.urlComponents.slice()]);
          try {
            url.parse(input, base, true);
          } catch (error) {
            out.push(error);
          }
        }
      }
      return out;
    });
  });

  it('updates each part as the real one', () => {
    sameAsNode((internalBinding) => {
      const url = internalBinding('url') as unknown as {
        update(href: string, action: number, value: string): string | false;
        urlComponents: Uint32Array;
      };
      const hrefs = ['http://u:p@h:81/a?b#c', 'foo:opaque', 'file:///x', 'foo://h/x', 'http://h/'];
      const values = [
        '',
        'https',
        'ws:',
        'x.y',
        'x.y:99',
        '77',
        '80',
        '7x',
        'a b',
        '\u00e9',
        '?q=1',
        '#h',
        '/p',
        'http://n/',
        ':',
        '@',
      ];
      const out: unknown[] = [];
      for (const href of hrefs) {
        for (let action = 0; action <= 9; action++) {
          for (const value of values) {
            const updated = url.update(href, action, value);
            // A setter that refuses may answer with false or with the old href: lib treats both alike.
            const same = updated === false && action !== 9 ? href : updated;
            out.push([href, action, value, same, same === href ? null : url.urlComponents.slice()]);
          }
        }
      }
      return out;
    });
  });

  it('formats, gives origins, converts paths and domains', () => {
    sameAsNode((internalBinding) => {
      const url = internalBinding('url');
      const encoding = internalBinding('encoding_binding');
      const out: unknown[] = [];
      const hrefs = [
        'http://a:b@xn--espaol-zwa.com:8/?q#f',
        'http://a@h/p',
        'foo:opaque?q#f',
        'file:///x',
        'http://h/',
      ];
      for (const href of hrefs) {
        for (let bits = 0; bits < 16; bits++) {
          out.push(url.format?.(href, !!(bits & 1), !!(bits & 2), !!(bits & 4), !!(bits & 8)));
        }
        out.push(url.getOrigin?.(href));
      }
      try {
        url.getOrigin?.('nope');
      } catch (error) {
        out.push(error);
      }
      for (const path of ['/tmp/a b%?#\\\n\t\r', '/', '/\u00e9/"<>`{}|^[]', '/a/../b', '//x/y', '/c:/x']) {
        out.push(url.pathToFileURL?.(path, false));
      }
      out.push(url.pathToFileURL?.('C:\\x\\y z', true), url.pathToFileURL?.('\\share\\x', true, 'server'));
      out.push(url.canParse?.('a', 'http://b'), url.canParse?.('a'), url.canParse?.('a:'));
      const names = [
        ...[
          '',
          'A.B',
          '\u00df.de',
          '*.x',
          'a b',
          'xn--zckzah',
          'XN--ZCKZAH.x',
          '\u0661.com',
          '\uff21\uff22.com',
          '127.1',
          '0x7f.1',
        ],
        ...[
          '[::1]',
          'a%41',
          '\u2603.net',
          '-a-',
          'a..b',
          '.',
          'a.',
          '\u00adx',
          'exa%mple',
          'a/b',
          'a:1',
          'a@b',
          'a?b',
          'a#b',
        ],
        ...[
          '1',
          '256.256.256.256',
          'espa\u00f1ol.com',
          'xn--espaol-zwa.com',
          'xn--a',
          'b\u00fccher.example',
          '\u00e9.1',
          '\ud83d\ude00.x',
        ],
      ];
      for (const name of names) {
        out.push([name, url.domainToASCII?.(name), url.domainToUnicode?.(name)]);
        out.push([encoding.toASCII?.(name), encoding.toUnicode?.(name)]);
      }
      return out;
    });
  });
});

describe('encoding binding, against the real one', () => {
  it('has every function that lib takes from it', () => {
    const program: Program<string[]> = (internalBinding) =>
      Object.keys(internalBinding('encoding_binding')).sort();
    expect(onOurs(program, bindings)).toEqual(onReal(program));
  });

  it('encodes and decodes UTF-8', () => {
    sameAsNode((internalBinding) => {
      const encoding = internalBinding('encoding_binding');
      const out: unknown[] = [];
      for (const text of ['', 'a', 'a\u00e9\ud83d\ude00', '\ud800x', '\u20ac\u20ac']) {
        out.push(encoding.encodeUtf8String?.(text));
        for (const room of [0, 1, 2, 3, 4, 5, 10]) {
          const target = new Uint8Array(room);
          encoding.encodeInto?.(text, target);
          out.push(target, Array.from(encoding.encodeIntoResults as unknown as Uint32Array));
        }
      }
      for (const bytes of [[], [65], [0xff], [0xef, 0xbb, 0xbf, 65], [0xe2, 0x82], [0xed, 0xa0, 0x80]]) {
        for (const ignoreBom of [false, true]) {
          for (const fatal of [false, true]) {
            try {
              out.push(encoding.decodeUTF8?.(Uint8Array.from(bytes), ignoreBom, fatal));
            } catch (error) {
              out.push(error);
            }
          }
        }
      }
      try {
        encoding.decodeUTF8?.('text');
      } catch (error) {
        out.push(error);
      }
      out.push(encoding.decodeUTF8?.(Uint8Array.of(65).buffer));
      return out;
    });
  });
});
