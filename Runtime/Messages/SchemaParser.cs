using System.Collections.Generic;
using System.Text;

namespace P2PNet.Messages
{
    /// <summary>
    /// Reads a schema text, which may come from a peer: any text gives a message's name and type or false, in time and memory
    /// proportional to its length.
    /// </summary>
    /// <remarks>
    /// <code>
    /// message    = name type
    /// name       = plain characters | " quoted "
    /// type       = base *"?"
    /// base       = word | 'quoted' | keyed | "[" type "]" | "{" type ":" type "}" | "#" number
    /// keyed      = ["map" | "union"] "(" [key ":" type *("," key ":" type)] ")"
    /// key        = number | " quoted "
    /// </code>
    /// A word is made of letters and digits; <c>enum:u8</c> is one too. <c>#n</c> is the keyed type number n from the start of the
    /// text. A word right behind the message's name is set off by a space.
    /// </remarks>
    internal sealed class SchemaParser
    {
        /// <summary>The longest text that is looked at, in characters.</summary>
        public const int MaxLength = 65_536;

        private const int MaxDepth = 64;

        private readonly string _text;
        private readonly List<SchemaType> _keyed = new List<SchemaType>();
        private int _position;
        private int _depth;

        private SchemaParser(string text) => _text = text;

        private char Next => _position < _text.Length ? _text[_position] : '\0';

        /// <summary>Reads a whole text.</summary>
        /// <param name="text">Any text.</param>
        /// <param name="name">The message's name.</param>
        /// <returns>The message's type; null where the text is no schema.</returns>
        public static SchemaType? Parse(string text, out string name)
        {
            name = string.Empty;
            if (text.Length > MaxLength) return null;
            var parser = new SchemaParser(text);
            string? read = parser.Next == '"' ? parser.Quoted() : parser.Plain();
            if (read is null || read.Length == 0) return null;
            name = read;
            parser.Skip(' ');
            SchemaType? type = parser.Type();
            return parser._position == text.Length ? type : null;
        }

        private SchemaType? Type()
        {
            if (_depth == MaxDepth) return null;
            _depth++;
            SchemaType? type = Base();
            _depth--;
            bool isOptional = false;
            while (type != null && Skip('?'))
            {
                if (isOptional) return null;
                isOptional = true;
                type = new SchemaType(SchemaKind.Optional, string.Empty) { Inner = type };
            }

            return type;
        }

        private SchemaType? Base()
        {
            switch (Next)
            {
                case '(': return Keyed(string.Empty);
                case '[': return List();
                case '{': return Dictionary();
                case '#': return Reference();
                case '\'': return Quoted() is { } name ? new SchemaType(SchemaKind.Named, name) : null;
                default:
                    string word = Word();
                    if (word.Length == 0) return null;
                    return Next == '(' ? Keyed(word) : new SchemaType(SchemaKind.Word, word);
            }
        }

        private SchemaType? Keyed(string word)
        {
            var members = new Dictionary<string, SchemaType>();
            var type = new SchemaType(SchemaKind.Keyed, word) { Members = members };
            _keyed.Add(type);
            _position++;
            if (Skip(')')) return type;
            do
            {
                string? key = Next == '"' ? Quoted() : Digits();
                if (key is null || members.ContainsKey(key) || !Skip(':') || !(Type() is { } member)) return null;
                members.Add(key, member);
            }
            while (Skip(','));
            return Skip(')') ? type : null;
        }

        private SchemaType? List()
        {
            _position++;
            return Type() is { } element && Skip(']') ? new SchemaType(SchemaKind.List, string.Empty) { Inner = element } : null;
        }

        private SchemaType? Dictionary()
        {
            _position++;
            return Type() is { } key && Skip(':') && Type() is { } value && Skip('}')
                ? new SchemaType(SchemaKind.Dictionary, string.Empty) { Key = key, Inner = value }
                : null;
        }

        private SchemaType? Reference()
        {
            _position++;
            return int.TryParse(Digits(), out int number) && number < _keyed.Count ? _keyed[number] : null;
        }

        private string? Digits()
        {
            int start = _position;
            while (Next >= '0' && Next <= '9') _position++;
            return _position > start && _position - start < 10 ? _text.Substring(start, _position - start) : null;
        }

        private string Word()
        {
            int start = _position;
            while (char.IsLetterOrDigit(Next)) _position++;
            if (string.CompareOrdinal(_text, start, "enum:", 0, 5) == 0 && _position == start + 4)
            {
                _position++;
                while (char.IsLetterOrDigit(Next)) _position++;
            }

            return _text.Substring(start, _position - start);
        }

        private string Plain()
        {
            int start = _position;
            while (char.IsLetterOrDigit(Next) || "_.-+<>".IndexOf(Next) >= 0) _position++;
            return _text.Substring(start, _position - start);
        }

        private string? Quoted()
        {
            char quote = _text[_position++];
            var content = new StringBuilder();
            while (_position < _text.Length)
            {
                char c = _text[_position++];
                if (c == quote) return content.ToString();
                if (c == '\\' && _position < _text.Length) c = _text[_position++];
                content.Append(c);
            }

            return null;
        }

        private bool Skip(char c)
        {
            if (Next != c || _position >= _text.Length) return false;
            _position++;
            return true;
        }
    }
}
