using NUnit.Framework;
using P2PNet.Rtc.Dtls;
using P2PNet.Tests.Native.Crypto;

namespace P2PNet.Tests.Rtc.Dtls
{
    public sealed class TlsPrfTests
    {
        // The vector for P_SHA256 that was published on the TLS working group's list and that implementations share.
        [Test]
        public void ComputesThePublishedVector([Values] Provider provider)
        {
            byte[] secret = Hex.Bytes("9bbe436ba940f017b17652849a71db35");
            byte[] seed = Hex.Bytes("a0ba9f936cda311827a6f796ffd5198c");
            byte[] expected = Hex.Bytes(
                "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a" +
                "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab" +
                "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701" +
                "87347b66");
            byte[] output = new byte[100];
            TlsPrf.Compute(provider.Create(), secret, "test label", seed, default, output);
            Assert.That(output, Is.EqualTo(expected));
            TlsPrf.Compute(provider.Create(), secret, "test label", new System.ReadOnlySpan<byte>(seed, 0, 5), new System.ReadOnlySpan<byte>(seed, 5, 11), output);
            Assert.That(output, Is.EqualTo(expected), "a seed in two parts");
        }
    }
}
