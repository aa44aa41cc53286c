using System;

namespace P2PNet.Tests.Native.Crypto
{
    /// <summary>Vectors as the standards print them.</summary>
    internal static class Hex
    {
        /// <summary>Bytes of hexadecimal digits; white space between them is skipped.</summary>
        public static byte[] Bytes(string text)
        {
            string digits = text.Replace(" ", string.Empty).Replace("\n", string.Empty).Replace("\r", string.Empty);
            byte[] bytes = new byte[digits.Length / 2];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = Convert.ToByte(digits.Substring(i * 2, 2), 16);
            return bytes;
        }

        public static byte[] Repeat(byte value, int count)
        {
            byte[] bytes = new byte[count];
            Array.Fill(bytes, value);
            return bytes;
        }
    }
}
