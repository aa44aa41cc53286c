#if !NET
using System.Net;
using System.Net.Sockets;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// An endpoint that is never replaced: Mono's and Unity's <c>ReceiveFrom</c> and <c>SendTo</c> know endpoints only, and make one (and
    /// its address) a call unless the endpoint that they are given reads and writes itself.
    /// </summary>
    internal sealed class ReusableEndPoint : EndPoint
    {
        private readonly SocketAddress _address;
        private TransportAddress _value;

        public ReusableEndPoint(AddressFamily family)
        {
            AddressFamily = family;
            _address = SocketAddressCodec.Create(family);
        }

        public override AddressFamily AddressFamily { get; }

        /// <summary>What was received from or is sent to; not valid where it could not be read.</summary>
        public TransportAddress Value
        {
            get => _value;
            set
            {
                if (_value == value) return;
                _value = value;
                SocketAddressCodec.Write(value, _address);
            }
        }

        public override SocketAddress Serialize() => _address;

        public override EndPoint Create(SocketAddress socketAddress)
        {
            SocketAddressCodec.TryRead(socketAddress, out _value);
            return this;
        }
    }
}
#endif
