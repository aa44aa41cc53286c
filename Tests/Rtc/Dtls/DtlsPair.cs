using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;
using P2PNet.Tests.Native.Crypto;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>A client and a server with a path between them, in one thread and virtual time.</summary>
    internal sealed class DtlsPair
    {
        private static readonly Dictionary<(Provider, DtlsRole), ILocalCertificate> Certificates = new Dictionary<(Provider, DtlsRole), ILocalCertificate>();

        private readonly List<(Timestamp At, int Order, DtlsSide To, byte[] Bytes)> _underway = new List<(Timestamp, int, DtlsSide, byte[])>();
        private readonly byte[] _transmit = new byte[2048];
        private readonly TimeSpan _delay = TimeSpan.FromMilliseconds(10);
        private int _order;

        public DtlsPair(Provider clientProvider = DefaultProvider, Provider serverProvider = DefaultProvider, int maxDatagramSize = 1200, bool exchangeFingerprints = true,
            Func<ICryptoProvider, ICryptoProvider>? clientCrypto = null, ulong seed = 1)
        {
            var random = new SeededRandom(seed);
            Client = Make(DtlsRole.Client, clientProvider, maxDatagramSize, random, clientCrypto);
            Server = Make(DtlsRole.Server, serverProvider, maxDatagramSize, random, null);
            if (!exchangeFingerprints) return;
            Client.Endpoint.SetRemoteFingerprint(Server.Certificate.Fingerprint);
            Server.Endpoint.SetRemoteFingerprint(Client.Certificate.Fingerprint);
        }

#if NET
        public const Provider DefaultProvider = Provider.System;
#else
        public const Provider DefaultProvider = Provider.BouncyCastle;
#endif

        public DtlsSide Client { get; }

        public DtlsSide Server { get; }

        public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1000);

        /// <summary>Decides the fate of each datagram; the default delivers it once.</summary>
        public Action<DtlsPacket>? Path { get; set; }

        /// <summary>Datagrams that left either side.</summary>
        public int Sent { get; private set; }

        public List<DtlsPacket> Packets { get; } = new List<DtlsPacket>();

        public bool BothConnected => Client.IsConnected && Server.IsConnected;

        public bool BothEnded => IsEnded(Client) && IsEnded(Server);

        public DtlsPair Start()
        {
            Server.Endpoint.Start(Now);
            Client.Endpoint.Start(Now);
            Drain(Server);
            Drain(Client);
            return this;
        }

        /// <summary>Lets time pass until the condition holds or the limit is reached; returns the condition.</summary>
        public bool RunUntil(Func<bool> condition, double limitMilliseconds = 30_000)
        {
            Timestamp end = Now + TimeSpan.FromMilliseconds(limitMilliseconds);
            while (!condition())
            {
                Timestamp next = Timestamp.Min(Client.Endpoint.NextTimeout, Server.Endpoint.NextTimeout);
                int first = EarliestUnderway();
                if (first >= 0) next = Timestamp.Min(next, _underway[first].At);
                if (next > end)
                {
                    Now = end;
                    return condition();
                }

                Now = Timestamp.Max(Now, next);
                if (first >= 0 && _underway[first].At <= Now) Arrive(first);
                else
                {
                    HandleTimeout(Client);
                    HandleTimeout(Server);
                }
            }

            return true;
        }

        public DtlsPair Connect()
        {
            Start();
            if (!RunUntil(() => BothConnected)) throw new InvalidOperationException("Not connected: " + Client.FailureReason + " / " + Server.FailureReason);
            return this;
        }

        /// <summary>Hands a datagram to a side now.</summary>
        public void Inject(DtlsSide to, byte[] datagram)
        {
            to.Endpoint.HandleDatagram(Now, default, datagram);
            Drain(to, datagram);
        }

        /// <summary>Sends application data from one side to the other.</summary>
        public void Send(DtlsSide from, ReadOnlySpan<byte> data) => Transmit(from, Seal(from, data));

        public static byte[] Seal(DtlsSide from, ReadOnlySpan<byte> data)
        {
            byte[] record = new byte[DtlsEndpoint.SealHeadroom + data.Length + DtlsEndpoint.SealTailroom];
            data.CopyTo(record.AsSpan(DtlsEndpoint.SealHeadroom));
            int length = from.Endpoint.Seal(record, data.Length);
            return record.AsSpan(0, length).ToArray();
        }

        public void Drain(DtlsSide side, byte[]? handled = null)
        {
            while (side.Endpoint.TryPollTransmit(Now, _transmit, out Transmit transmit)) Transmit(side, _transmit.AsSpan(0, transmit.Length).ToArray());
            while (side.Endpoint.TryPollEvent(out DtlsEvent e))
            {
                side.Events.Add(e.Kind);
                if (e.Kind == DtlsEventKind.Failed) side.FailureReason = e.Reason;
                if (e.Kind == DtlsEventKind.ApplicationData) side.Received.Add((e.Record ?? handled).AsSpan(e.Offset, e.Length).ToArray());
            }
        }

        private static bool IsEnded(DtlsSide side) => side.Endpoint.State == DtlsState.Failed || side.Endpoint.State == DtlsState.Closed;

        // Making one takes longer than the rest of a handshake, and one serves every link anyway.
        private static ILocalCertificate CertificateOf(Provider provider, DtlsRole role)
        {
            lock (Certificates)
            {
                if (!Certificates.TryGetValue((provider, role), out ILocalCertificate? certificate))
                    Certificates[(provider, role)] = certificate = provider.Create(new SeededRandom((ulong)role + 77)).CreateCertificate();
                return certificate;
            }
        }

        private static DtlsSide Make(DtlsRole role, Provider provider, int maxDatagramSize, SeededRandom random, Func<ICryptoProvider, ICryptoProvider>? wrap)
        {
            ICryptoProvider crypto = provider.Create(random);
            if (wrap != null) crypto = wrap(crypto);
            ILocalCertificate certificate = CertificateOf(provider, role);
            var options = new DtlsOptions(role, certificate) { MaxDatagramSize = maxDatagramSize };
            var endpoint = new DtlsEndpoint(options, crypto, random);
            endpoint.SetRoundTripTime(TimeSpan.FromMilliseconds(30));
            return new DtlsSide(role, endpoint, certificate);
        }

        private void Transmit(DtlsSide from, byte[] datagram)
        {
            var packet = new DtlsPacket(from.Role, Sent++, datagram);
            Packets.Add(new DtlsPacket(from.Role, packet.Index, (byte[])datagram.Clone()));
            Path?.Invoke(packet);
            DtlsSide to = from == Client ? Server : Client;
            for (int i = 0; i < packet.Copies; i++) _underway.Add((Now + _delay + packet.ExtraDelay, _order++, to, (byte[])packet.Bytes.Clone()));
        }

        private int EarliestUnderway()
        {
            int first = -1;
            for (int i = 0; i < _underway.Count; i++)
            {
                if (first < 0 || _underway[i].At < _underway[first].At || (_underway[i].At == _underway[first].At && _underway[i].Order < _underway[first].Order)) first = i;
            }

            return first;
        }

        private void Arrive(int index)
        {
            (_, _, DtlsSide to, byte[] bytes) = _underway[index];
            _underway.RemoveAt(index);
            Inject(to, bytes);
        }

        private void HandleTimeout(DtlsSide side)
        {
            if (side.Endpoint.NextTimeout > Now) return;
            side.Endpoint.HandleTimeout(Now);
            Drain(side);
        }
    }
}
