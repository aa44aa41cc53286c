using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>One endpoint of a <see cref="DtlsPair"/> and what came out of it.</summary>
    internal sealed class DtlsSide
    {
        public DtlsSide(DtlsRole role, DtlsEndpoint endpoint, ILocalCertificate certificate)
        {
            Role = role;
            Endpoint = endpoint;
            Certificate = certificate;
        }

        public DtlsRole Role { get; }

        public DtlsEndpoint Endpoint { get; }

        public ILocalCertificate Certificate { get; }

        public List<DtlsEventKind> Events { get; } = new List<DtlsEventKind>();

        public List<byte[]> Received { get; } = new List<byte[]>();

        public string? FailureReason { get; set; }

        public DtlsCounters Counters => Endpoint.Counters;

        public bool IsConnected => Endpoint.State == DtlsState.Connected;
    }
}
