using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>Writes the requests of RFC 8656 §7.1, §8.1, §10.1 and §12.1.</summary>
    internal static class TurnRequestWriter
    {
        /// <returns>The length; 0 where it does not fit.</returns>
        public static int Write(TurnRequest request, TurnClientOptions options, LongTermCredentials credentials, Span<byte> destination)
        {
            var writer = new StunWriter(destination, StunClass.Request, request.Method, request.Id);
            switch (request.Method)
            {
                case StunMethod.Allocate:
                    RequestedTransportAttribute.AddTo(ref writer, RequestedTransportAttribute.Udp);
                    LifetimeAttribute.AddTo(ref writer, request.Lifetime);
                    if (options.WantsIPv6) AddressFamilyAttribute.AddTo(ref writer, StunAttributeType.AdditionalAddressFamily, AddressFamily.IPv6);
                    break;
                case StunMethod.Refresh:
                    LifetimeAttribute.AddTo(ref writer, request.Lifetime);
                    break;
                case StunMethod.CreatePermission:
                    XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorPeerAddress, request.Peer);
                    break;
                case StunMethod.ChannelBind:
                    ChannelNumberAttribute.AddTo(ref writer, request.Channel);
                    XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorPeerAddress, request.Peer);
                    break;
            }

            request.IsAuthenticated = credentials.IsReady;
            if (request.IsAuthenticated) credentials.AddTo(ref writer);
            Fingerprint.AddTo(ref writer);
            return writer.Failed ? 0 : writer.Length;
        }
    }
}
