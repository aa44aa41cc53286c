using System;
using System.Globalization;
using System.Text;

namespace P2PNet
{
    /// <summary>Makes any text the name of one file: what a peer calls its transfer must not choose where it is written.</summary>
    internal static class TransferName
    {
        public const int MaxLength = 128;

        /// <summary>In UTF-8: file systems of Linux allow 255, and <see cref="FileSink.PartExtension"/> comes behind.</summary>
        public const int MaxBytes = 250;

        /// <summary>What a transfer is called whose name has nothing left.</summary>
        public const string Fallback = "file";

        /// <summary>With its dot: what is longer is no extension that would have to be kept.</summary>
        private const int MaxExtension = 16;

        private static readonly string[] Devices = { "CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$" };

        public static string Sanitize(string name)
        {
            // What stands behind the last separator of any system; on Windows a colon parts a drive or a stream of the file.
            int start = name.LastIndexOfAny(new[] { '/', '\\', ':' }) + 1;
            var clean = new StringBuilder(Math.Min(name.Length - start, MaxLength));
            for (int i = start; i < name.Length; i++)
            {
                char c = name[i];
                if (char.IsHighSurrogate(c) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
                {
                    clean.Append(c).Append(name[++i]);
                }
                else if (IsAllowed(c))
                {
                    clean.Append(c);
                }
            }

            // Windows drops dots and spaces at the end; a dot in front hides a file elsewhere, and "." and ".." are directories.
            string result = clean.ToString().Trim(' ', '.');
            return result.Length == 0 ? Fallback : Disarm(Cut(result));
        }

        /// <summary>What is added may cost another character its place, so what comes of it is looked at again.</summary>
        private static string Disarm(string name)
        {
            while (true)
            {
                // Where a file of that name would stand, another transfer puts what is not complete: it would be taken for its own part.
                if (name.EndsWith(FileSink.PartExtension, StringComparison.OrdinalIgnoreCase)) name = Cut(name + "_");
                else if (IsDevice(name)) name = Cut("_" + name);
                else return name;
            }
        }

        /// <summary>To what fits, with its extension.</summary>
        private static string Cut(string name)
        {
            if (name.Length <= MaxLength && Encoding.UTF8.GetByteCount(name) <= MaxBytes) return name;
            int dot = name.LastIndexOf('.');
            string extension = dot > 0 && name.Length - dot <= MaxExtension ? name.Substring(dot) : string.Empty;
            string stem = name.Substring(0, name.Length - extension.Length);
            return Start(stem, MaxLength - extension.Length, MaxBytes - Encoding.UTF8.GetByteCount(extension)).TrimEnd(' ', '.') + extension;
        }

        /// <summary>As many whole characters as fit.</summary>
        private static string Start(string text, int maxLength, int maxBytes)
        {
            int length = 0, bytes = 0;
            while (length < text.Length)
            {
                char c = text[length];
                int units = char.IsHighSurrogate(c) ? 2 : 1;
                bytes += units == 2 ? 4 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
                if (length + units > maxLength || bytes > maxBytes) break;
                length += units;
            }

            return text.Substring(0, length);
        }

        private static bool IsAllowed(char c)
        {
            if ("<>\"|?*".IndexOf(c) >= 0) return false;
            switch (char.GetUnicodeCategory(c))
            {
                case UnicodeCategory.Control:
                case UnicodeCategory.Surrogate:
                case UnicodeCategory.LineSeparator:
                case UnicodeCategory.ParagraphSeparator:
                // Marks that turn the reading direction make "exe.txt" of "txt.exe".
                case UnicodeCategory.Format:
                case UnicodeCategory.PrivateUse:
                    return false;
                default:
                    return c < '\ufff0';
            }
        }

        /// <summary>Names that Windows keeps for devices, whatever their extension.</summary>
        private static bool IsDevice(string name)
        {
            int dot = name.IndexOf('.');
            string stem = (dot < 0 ? name : name.Substring(0, dot)).TrimEnd(' ');
            if (Array.Exists(Devices, d => string.Equals(d, stem, StringComparison.OrdinalIgnoreCase))) return true;
            bool isPort = stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase);
            return stem.Length == 4 && isPort && (char.IsDigit(stem[3]) || stem[3] == '\u00b9' || stem[3] == '\u00b2' || stem[3] == '\u00b3');
        }
    }
}
