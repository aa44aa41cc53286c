namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// Opens TCP and TLS connections to TURN servers for an <see cref="RtcEndpoint"/>, which does no I/O. All calls come on the
    /// endpoint's thread, and so do the connector's to the endpoint.
    /// </summary>
    /// <remarks>
    /// The connector tells how it went by <see cref="RtcEndpoint.OnStreamOpened"/> (TCP connected and, where asked for, TLS with a
    /// certificate that is valid for the name) or <see cref="RtcEndpoint.OnStreamClosed"/>, later, never within the call. What it reads it
    /// cuts by a <see cref="Turn.StreamFramer"/> and gives whole messages to <see cref="RtcEndpoint.HandleDatagram"/>, from this socket
    /// and the address of the request. A <see cref="Transmit"/> to this socket is a whole message to write: all of it or, where the
    /// connection takes no more, nothing.
    /// </remarks>
    internal interface IStreamConnector
    {
        /// <summary>Starts to open a connection. False where none can be opened now: there are as many as <see cref="SocketId"/> has numbers for.</summary>
        /// <param name="request">Where to.</param>
        /// <param name="id">Its name from now on until <see cref="RtcEndpoint.OnStreamClosed"/> or <see cref="Close"/>.</param>
        bool TryOpen(in StreamRequest request, out SocketId id);

        /// <summary>Ends a connection, opened or not; what was sent before still leaves. The endpoint is told no more of it.</summary>
        void Close(SocketId id);
    }
}
