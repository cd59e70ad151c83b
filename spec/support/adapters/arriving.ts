import { MD } from '../../../lib/metadata';
import { Moment } from '../moment';

/** Metadata of a response that tells when it is filled. */
export class ArrivingMD extends MD {
  private readonly moment = new Moment();

  /** Settles when it is filled, after which it is empty if nothing came. */
  get arrived(): Promise<void> {
    return this.moment.came;
  }

  override clear(): void {
    super.clear(); // what is filled is emptied first
    this.moment.come();
  }
}
