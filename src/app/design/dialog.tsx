import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './controls';
import './dialog.css';
import { Icon } from './icon';

/** A dialog over the page; Escape, a press beside it or the cross close it. What is closed is not drawn. */
export function Dialog({
  title,
  isOpen,
  onClose,
  wide = false,
  children,
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** As wide as a chart wants to be. */
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <ModalOverlay
      className="dialog-overlay"
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className="dialog-modal" data-wide={wide || undefined}>
        <AriaDialog className="dialog">
          <header className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <Button kind="quiet" aria-label="Close" onPress={onClose}>
              <Icon name="cross" />
            </Button>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
