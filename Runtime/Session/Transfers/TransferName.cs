using System;
using System.Globalization;
using System.Text;

namespace P2PNet
{
    /// <summary>Makes any text the name of one file: what a peer calls its transfer must not choose where it is written.</summary>
    internal static class TransferName
    {
        public const int MaxLength = 128;

        /// <summary>What a transfer is called whose name has nothing left.</summary>
        public const string Fallback = "file";

        private static readonly string[] Devices = { "CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$" };

        public static string Sanitize(string name)
        {
            // What stands behind the last separator of any system; on Windows a colon parts a drive or a stream of the file.
            int start = name.LastIndexOfAny(new[] { '/', '\\', ':' }) + 1;
            var clean = new StringBuilder(Math.Min(name.Length - start, MaxLength));
            for (int i = start; i < name.Length && clean.Length < MaxLength; i++)
            {
                char c = name[i];
                if (char.IsHighSurrogate(c) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
                {
                    if (clean.Length + 2 > MaxLength) break;
                    clean.Append(c).Append(name[++i]);
                }
                else if (IsAllowed(c))
                {
                    clean.Append(c);
                }
            }

            // Windows drops dots and spaces at the end; a dot in front hides a file elsewhere, and "." and ".." are directories.
            string result = clean.ToString().Trim(' ', '.');
            if (result.Length == 0) return Fallback;
            // Where a file of that name would stand, another transfer puts what is not complete: it would be taken for its own part.
            if (result.EndsWith(FileSink.PartExtension, StringComparison.OrdinalIgnoreCase)) result += "_";
            return IsDevice(result) ? "_" + result : result;
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
