using System;
using System.Text;
using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native.Crypto
{
    /// <summary>Both providers compute what the standards print.</summary>
    public sealed class KnownAnswerTests
    {
        // FIPS 180-2, appendix B.
        [Test]
        public void Sha256OfFips180([Values] Provider provider)
        {
            Assert.That(Sha256(provider, ""), Is.EqualTo(Hex.Bytes("e3b0c442 98fc1c14 9afbf4c8 996fb924 27ae41e4 649b934c a495991b 7852b855")));
            Assert.That(Sha256(provider, "abc"), Is.EqualTo(Hex.Bytes("ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad")));
            Assert.That(Sha256(provider, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                Is.EqualTo(Hex.Bytes("248d6a61 d20638b8 e5c02693 0c3e6039 a33ce459 64ff2167 f6ecedd4 19db06c1")));
            Assert.That(Sha256(provider, new string('a', 1_000_000)), Is.EqualTo(Hex.Bytes("cdc76e5c 9914fb92 81a1c7e2 84d73e67 f1809a48 a497200e 046d39cc c7112cd0")));
        }

        // RFC 1321 §A.5.
        [TestCase("", "d41d8cd98f00b204e9800998ecf8427e")]
        [TestCase("abc", "900150983cd24fb0d6963f7d28e17f72")]
        [TestCase("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a")]
        public void Md5OfRfc1321(string text, string digest)
        {
            foreach (Provider provider in Enum.GetValues(typeof(Provider)))
            {
                byte[] actual = new byte[16];
                provider.Create().Md5(Encoding.ASCII.GetBytes(text), actual);
                Assert.That(actual, Is.EqualTo(Hex.Bytes(digest)), provider.ToString());
            }
        }

        // RFC 4231 §4.2 to §4.8, without the truncated one.
        [Test]
        public void HmacSha256OfRfc4231([Values] Provider provider)
        {
            ICryptoProvider crypto = provider.Create();
            AssertHmacSha256(crypto, Hex.Repeat(0x0b, 20), Ascii("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
            AssertHmacSha256(crypto, Ascii("Jefe"), Ascii("what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
            AssertHmacSha256(crypto, Hex.Repeat(0xaa, 20), Hex.Repeat(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
            AssertHmacSha256(crypto, Hex.Bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"), Hex.Repeat(0xcd, 50),
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
            AssertHmacSha256(crypto, Hex.Repeat(0xaa, 131), Ascii("Test Using Larger Than Block-Size Key - Hash Key First"),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
            AssertHmacSha256(crypto, Hex.Repeat(0xaa, 131),
                Ascii("This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
        }

        // RFC 2202 §3.
        [Test]
        public void HmacSha1OfRfc2202([Values] Provider provider)
        {
            ICryptoProvider crypto = provider.Create();
            AssertHmacSha1(crypto, Hex.Repeat(0x0b, 20), Ascii("Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00");
            AssertHmacSha1(crypto, Ascii("Jefe"), Ascii("what do ya want for nothing?"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
            AssertHmacSha1(crypto, Hex.Repeat(0xaa, 20), Hex.Repeat(0xdd, 50), "125d7342b9ac11cd91a39af48aa17b4f63f175d3");
            AssertHmacSha1(crypto, Hex.Bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"), Hex.Repeat(0xcd, 50), "4c9007f4026250c6bc8414f9bf50c86c2d7235da");
            AssertHmacSha1(crypto, Hex.Repeat(0xaa, 80), Ascii("Test Using Larger Than Block-Size Key - Hash Key First"), "aa4ae5e15272d00e95705637ce8a3b55ed402112");
            AssertHmacSha1(crypto, Ascii("Jefe"), Ascii("what do ya want for nothing?"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        }

        // The GCM specification's test cases 1 to 4: AES-128, 96-bit nonces.
        [TestCase("00000000000000000000000000000000", "000000000000000000000000", "", "", "", "58e2fccefa7e3061367f1d57a4e7455a")]
        [TestCase("00000000000000000000000000000000", "000000000000000000000000", "", "00000000000000000000000000000000",
            "0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf")]
        [TestCase("feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
            "4d5c2af327cd64a62cf35abd2ba6fab4")]
        [TestCase("feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
            "5bc94fbc3221a5db94fae95ae7121a47")]
        public void Aes128GcmOfItsSpecification(string key, string nonce, string aad, string plaintext, string ciphertext, string tag)
        {
            foreach (Provider provider in Enum.GetValues(typeof(Provider)))
            {
                using IAeadCipher cipher = provider.Create().CreateAes128Gcm(Hex.Bytes(key));
                byte[] data = Hex.Bytes(plaintext);
                byte[] actualTag = new byte[16];
                cipher.Seal(Hex.Bytes(nonce), Hex.Bytes(aad), data, actualTag);
                Assert.That(data, Is.EqualTo(Hex.Bytes(ciphertext)), provider.ToString());
                Assert.That(actualTag, Is.EqualTo(Hex.Bytes(tag)), provider.ToString());
                Assert.That(cipher.TryOpen(Hex.Bytes(nonce), Hex.Bytes(aad), data, actualTag), Is.True, provider.ToString());
                Assert.That(data, Is.EqualTo(Hex.Bytes(plaintext)), provider.ToString());
            }
        }

        private static byte[] Sha256(Provider provider, string text)
        {
            byte[] digest = new byte[32];
            provider.Create().Sha256(Ascii(text), digest);
            return digest;
        }

        private static void AssertHmacSha256(ICryptoProvider crypto, byte[] key, byte[] data, string expected)
        {
            byte[] mac = new byte[32];
            crypto.HmacSha256(key, data, mac);
            Assert.That(mac, Is.EqualTo(Hex.Bytes(expected)));
        }

        private static void AssertHmacSha1(ICryptoProvider crypto, byte[] key, byte[] data, string expected)
        {
            byte[] mac = new byte[20];
            crypto.HmacSha1(key, data, mac);
            Assert.That(mac, Is.EqualTo(Hex.Bytes(expected)));
        }

        private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
    }
}
