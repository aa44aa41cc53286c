using NUnit.Framework;
using P2PNet.Tests.Native.Crypto;

namespace P2PNet.Tests.Rtc.Dtls
{
    public sealed class HandshakeTests
    {
        // ClientHello -> / <- ServerHello … ServerHelloDone / Certificate … Finished -> / <- Finished
        [Test]
        public void ConnectsInTwoRoundTripsWithEitherProvider([Values] Provider client, [Values] Provider server)
        {
            var pair = new DtlsPair(client, server);
            double start = pair.Now.TotalMilliseconds;
            pair.Connect();
            Assert.That(pair.Now.TotalMilliseconds - start, Is.EqualTo(40).Within(0.01), "four datagrams of 10 ms");
            Assert.That(pair.Sent, Is.EqualTo(4));
            pair.Send(pair.Client, new byte[] { 1, 2, 3 });
            pair.Send(pair.Server, new byte[1100]);
            Assert.That(pair.RunUntil(() => pair.Client.Received.Count == 1 && pair.Server.Received.Count == 1), Is.True);
            Assert.That(pair.Server.Received[0], Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(pair.Client.Received[0], Is.EqualTo(new byte[1100]));
            Assert.That(pair.Client.Endpoint.NextTimeout, Is.EqualTo(P2PNet.Rtc.Timestamp.Never));
            Assert.That(pair.Server.Endpoint.NextTimeout, Is.EqualTo(P2PNet.Rtc.Timestamp.Never));
        }

        [Test]
        public void ConnectsInSmallDatagrams([Values(300, 128)] int size)
        {
            var pair = new DtlsPair(maxDatagramSize: size);
            pair.Path = packet => Assert.That(packet.Bytes.Length, Is.LessThanOrEqualTo(size));
            pair.Connect();
            Assert.That(pair.Sent, Is.GreaterThan(6));
        }
    }
}
