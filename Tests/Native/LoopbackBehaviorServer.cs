using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Native
{
    /// <summary>A STUN server (RFC 5780) on real sockets: two loopback addresses with two ports each.</summary>
    internal sealed class LoopbackBehaviorServer : IDisposable
    {
        private readonly Socket[] _sockets = new Socket[4];
        private readonly Thread _thread;
        private volatile bool _stops;

        public LoopbackBehaviorServer()
        {
            _sockets[0] = Open(IPAddress.Loopback, 0);
            _sockets[1] = Open(IPAddress.Loopback, 0);
            // The whole of 127.0.0.0/8 is this machine (on Linux).
            _sockets[2] = Open(IPAddress.Parse("127.0.0.2"), PortOf(0));
            _sockets[3] = Open(IPAddress.Parse("127.0.0.2"), PortOf(1));
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        public string Url => "stun:127.0.0.1:" + PortOf(0);

        public void Dispose()
        {
            _stops = true;
            _thread.Join();
            foreach (Socket socket in _sockets) socket.Dispose();
        }

        private static Socket Open(IPAddress address, int port)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }

        private int PortOf(int socket) => ((IPEndPoint)_sockets[socket].LocalEndPoint!).Port;

        private void Run()
        {
            var readable = new List<Socket>();
            var buffer = new byte[500];
            while (!_stops)
            {
                readable.Clear();
                readable.AddRange(_sockets);
                Socket.Select(readable, null, null, 20_000);
                foreach (Socket socket in readable)
                {
                    EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                    int length = socket.ReceiveFrom(buffer, ref from);
                    if (StunMessage.TryParse(buffer.AsSpan(0, length), out StunMessage request)) Answer(Array.IndexOf(_sockets, socket), (IPEndPoint)from, request);
                }
            }
        }

        private void Answer(int at, IPEndPoint from, in StunMessage request)
        {
            ChangeRequestAttribute.TryRead(request, out ChangeRequestAttribute change);
            int face = at ^ (change.ChangeAddress ? 2 : 0) ^ (change.ChangePort ? 1 : 0);
            var answer = new byte[200];
            var writer = new StunWriter(answer, StunClass.SuccessResponse, StunMethod.Binding, request.TransactionId);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, TransportAddress.FromEndPoint(from));
            AddressAttribute.AddTo(ref writer, StunAttributeType.OtherAddress, TransportAddress.FromEndPoint((IPEndPoint)_sockets[at ^ 3].LocalEndPoint!));
            _sockets[face].SendTo(answer, 0, writer.Length, SocketFlags.None, from);
        }
    }
}
