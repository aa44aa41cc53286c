using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace P2PNet.Tests.Messages
{
    /// <summary>
    /// Values and their bytes, worked out by hand from the tables of the MessagePack specification: one row or more for each format,
    /// and both sides of each border between two of them.
    /// </summary>
    internal static class MessagePackVectors
    {
        /// <summary>Whole numbers, each in the shortest form.</summary>
        public static readonly (string Value, string Hex)[] Integers =
        {
            // positive fixint, uint 8, uint 16, uint 32, uint 64
            ("0", "00"), ("1", "01"), ("127", "7f"),
            ("128", "cc80"), ("255", "ccff"),
            ("256", "cd0100"), ("65535", "cdffff"),
            ("65536", "ce00010000"), ("4294967295", "ceffffffff"),
            ("4294967296", "cf0000000100000000"), ("9223372036854775807", "cf7fffffffffffffff"), ("18446744073709551615", "cfffffffffffffffff"),

            // negative fixint, int 8, int 16, int 32, int 64
            ("-1", "ff"), ("-32", "e0"),
            ("-33", "d0df"), ("-128", "d080"),
            ("-129", "d1ff7f"), ("-32768", "d18000"),
            ("-32769", "d2ffff7fff"), ("-2147483648", "d280000000"),
            ("-2147483649", "d3ffffffff7fffffff"), ("-9223372036854775808", "d38000000000000000"),
        };

        /// <summary>The same number in forms longer than it needs; a reader takes them all.</summary>
        public static readonly (string Value, string Hex)[] LongIntegers =
        {
            ("5", "cc05"), ("5", "cd0005"), ("5", "ce00000005"), ("5", "cf0000000000000005"),
            ("5", "d005"), ("5", "d10005"), ("5", "d200000005"), ("5", "d30000000000000005"),
            ("-5", "d0fb"), ("-5", "d1fffb"), ("-5", "d2fffffffb"), ("-5", "d3fffffffffffffffb"),
            ("-128", "d1ff80"), ("-32768", "d2ffff8000"), ("-2147483648", "d3ffffffff80000000"),
            ("255", "d100ff"), ("65535", "d20000ffff"), ("4294967295", "d300000000ffffffff"),
        };

        public static readonly (double Value, string Hex)[] Doubles =
        {
            (0.0, "cb0000000000000000"), (-0.0, "cb8000000000000000"), (1.0, "cb3ff0000000000000"), (0.1, "cb3fb999999999999a"),
            (double.MaxValue, "cb7fefffffffffffff"), (double.Epsilon, "cb0000000000000001"),
            (double.PositiveInfinity, "cb7ff0000000000000"), (double.NegativeInfinity, "cbfff0000000000000"),
        };

        public static readonly (float Value, string Hex)[] Singles =
        {
            (0f, "ca00000000"), (-0f, "ca80000000"), (1f, "ca3f800000"), (-2.5f, "cac0200000"), (float.MaxValue, "ca7f7fffff"),
            (float.Epsilon, "ca00000001"), (float.PositiveInfinity, "ca7f800000"), (float.NegativeInfinity, "caff800000"),
        };

        /// <summary>Strings of ASCII letters by length, with the head that each must have.</summary>
        public static readonly (int Length, string Head)[] Strings =
        {
            (0, "a0"), (1, "a1"), (31, "bf"), (32, "d920"), (255, "d9ff"), (256, "da0100"), (65535, "daffff"), (65536, "db00010000"),
        };

        /// <summary>Strings outside ASCII.</summary>
        public static readonly (string Text, string Hex)[] Texts =
        {
            ("\u00e9", "a2c3a9"), ("\u20ac", "a3e282ac"), ("\U0001f600", "a4f09f9880"), ("\0", "a100"), ("Ti\u1ebfng Vi\u1ec7t", "ae5469e1babf6e67205669e1bb8774"),
        };

        public static readonly (int Length, string Head)[] Binaries =
        {
            (0, "c400"), (1, "c401"), (255, "c4ff"), (256, "c50100"), (65535, "c5ffff"), (65536, "c600010000"),
        };

        public static readonly (int Count, string Head)[] Arrays =
        {
            (0, "90"), (1, "91"), (15, "9f"), (16, "dc0010"), (65535, "dcffff"), (65536, "dd00010000"),
        };

        public static readonly (int Count, string Head)[] Maps =
        {
            (0, "80"), (1, "81"), (15, "8f"), (16, "de0010"), (65535, "deffff"), (65536, "df00010000"),
        };

        /// <summary>Extension values of type 5 by length; the type stands last in the head.</summary>
        public static readonly (int Length, string Head)[] Extensions =
        {
            (0, "c70005"), (1, "d405"), (2, "d505"), (3, "c70305"), (4, "d605"), (5, "c70505"), (7, "c70705"), (8, "d705"), (9, "c70905"),
            (16, "d805"), (17, "c71105"), (255, "c7ff05"), (256, "c8010005"), (65535, "c8ffff05"), (65536, "c90001000005"),
        };

        /// <summary>Bytes that are no value: the code that is never used, and each format cut off or with a length that lies.</summary>
        public static readonly string[] NoValues =
        {
            "", "c1", "cc", "cd00", "ce000000", "cf00000000000000", "d0", "d100", "d2000000", "d300000000000000", "ca000000", "cb00000000000000",
            "a1", "bf61", "d9", "d901", "da0001", "da00", "db00000001", "dbffffffff", "db000000",
            "c4", "c401", "c50001", "c600000001", "c6ffffffff",
            "91", "dc0001", "dc00", "dd00000001", "ddffffffff", "9f00", "9290",
            "81", "8100", "de0001", "de000100", "df00000001", "dfffffffff", "df80000000",
            "d4", "d401", "d50100", "d601000000", "d7010000000000", "d80100", "c7", "c700", "c70105", "c8", "c8000105", "c900000001", "c9ffffffff05",
        };

        /// <summary>One well-formed value of every format, as bytes.</summary>
        public static IEnumerable<byte[]> WholeValues()
        {
            foreach ((_, string hex) in Integers) yield return FromHex(hex);
            foreach ((_, string hex) in LongIntegers) yield return FromHex(hex);
            foreach ((_, string hex) in Doubles) yield return FromHex(hex);
            foreach ((_, string hex) in Singles) yield return FromHex(hex);
            foreach ((_, string hex) in Texts) yield return FromHex(hex);
            foreach (string hex in new[] { "c0", "c2", "c3" }) yield return FromHex(hex);
            foreach ((int length, string head) in Strings) yield return Join(head, Letters(length));
            foreach ((int length, string head) in Binaries) yield return Join(head, new byte[length]);
            foreach ((int count, string head) in Arrays) yield return Join(head, new byte[count]);
            foreach ((int count, string head) in Maps) yield return Join(head, new byte[2 * count]);
            foreach ((int length, string head) in Extensions) yield return Join(head, new byte[length]);
            foreach (string hex in new[] { "93019202039104", "82a16101a162820102c0c2", "9191919190" }) yield return FromHex(hex);
        }

        public static byte[] Letters(int length) => Encoding.ASCII.GetBytes(new string('a', length));

        public static byte[] Join(string head, byte[] content) => FromHex(head).Concat(content).ToArray();

        public static byte[] FromHex(string hex)
        {
            var bytes = new byte[hex.Length / 2];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = Convert.ToByte(hex.Substring(2 * i, 2), 16);
            return bytes;
        }
    }
}
