namespace P2PNet
{
    /// <summary>Who is told what a peer transfers. Thread: the loop's.</summary>
    internal interface ITransferReceiver
    {
        /// <summary>Asks the game. False: it cannot be asked.</summary>
        bool TryOffer(IncomingTransfer transfer);

        /// <summary>Passes a message on; takes it. False: nobody is there any more.</summary>
        bool TryReceive(LargeMessage message);
    }
}
